import { expect, test } from "vitest";
import type { ImageInspect } from "../../../engine/types.ts";
import { isWhole } from "./is-whole.ts";

const image = (Layers: string[] | undefined, manifests?: { id: string; available: boolean }[]): ImageInspect => ({
  Id: "sha256:1",
  RepoTags: [],
  RepoDigests: [],
  Architecture: "amd64",
  Os: "linux",
  Size: 1,
  Config: null,
  RootFS: { Type: "layers", ...(Layers && { Layers }) },
  ...(manifests && {
    Manifests: manifests.map(({ id, available }) => ({
      ID: id,
      Descriptor: { mediaType: "application/vnd.oci.image.manifest.v1+json", digest: id, size: 1 },
      Kind: "image",
      Available: available,
    })),
  }),
});
const source = image(["a", "b"]);

test.each<[string, ImageInspect, boolean]>([
  ["the same layers in the same order", image(["a", "b"]), true],
  ["another order", image(["b", "a"]), false],
  ["a layer less", image(["a"]), false],
  ["no layers, as an engine shows an image whose config it lacks", image(undefined), false],
  ["all layers, of a manifest that is there", image(["a", "b"], [{ id: "m", available: true }]), true],
  ["all layers, of a manifest that is not wholly there", image(["a", "b"], [{ id: "m", available: false }]), false],
])("a target with %s: whole is %s", (_, found, expected) => {
  expect(isWhole(found, source)).toBe(expected);
});

test("every platform that the source has has to be there", () => {
  const platforms = (second: boolean) =>
    image(
      ["a", "b"],
      [
        { id: "m", available: true },
        { id: "n", available: second },
      ],
    );
  expect(isWhole(platforms(true), platforms(true))).toBe(true);
  expect(isWhole(platforms(false), platforms(true))).toBe(false);
  expect(isWhole(platforms(false), platforms(false))).toBe(true);
});
