import { expect, test } from "vitest";
import { contentTag } from "./content-tag.ts";

type Image = Parameters<typeof contentTag>[0];

const image = (config: object = {}, changes: Partial<Image> = {}): Image => ({
  Os: "linux",
  Architecture: "amd64",
  RootFS: { Type: "layers", Layers: ["sha256:a", "sha256:b"] },
  Config: { Cmd: ["node"], Labels: { team: "web" }, ...config } as Image["Config"],
  ...changes,
});
const tag = contentTag(image());

test("a content tag has twelve hexadecimal digits", () => {
  expect(tag).toMatch(/^content-[0-9a-f]{12}$/);
});

test("labels that name the commit, the order of keys, and what is empty change nothing", () => {
  const labels = {
    "org.opencontainers.image.revision": "0123",
    "org.opencontainers.image.created": "2026-01-31T12:00:00Z",
    "org.opencontainers.image.version": "v1",
    team: "web",
  };
  expect(contentTag(image({ Labels: labels }))).toBe(tag);
  expect(contentTag({ ...image(), Config: { Labels: { team: "web" }, Cmd: ["node"] } as Image["Config"] })).toBe(tag);
  expect(contentTag(image({ Hostname: "", Tty: false, Volumes: null }))).toBe(tag);
});

test.each<[string, Image]>([
  ["a layer", image({}, { RootFS: { Type: "layers", Layers: ["sha256:a", "sha256:c"] } })],
  ["the order of layers", image({}, { RootFS: { Type: "layers", Layers: ["sha256:b", "sha256:a"] } })],
  ["the command", image({ Cmd: ["bun"] })],
  ["a variable", image({ Env: ["A=1"] })],
  ["another label", image({ Labels: { team: "api" } })],
  ["the platform", image({}, { Architecture: "arm64" })],
])("%s changes the tag", (_, changed) => {
  expect(contentTag(changed)).not.toBe(tag);
});
