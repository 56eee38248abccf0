import { expect, test } from "vitest";
import type { ImageInspect } from "../../../engine/types.ts";
import type { ObservedStore } from "./observe-store.ts";
import { planShipment, type SourceImage } from "./plan-shipment.ts";

const inspect = (id: string, layers: string[], changes: Partial<ImageInspect> = {}): ImageInspect => ({
  Id: id,
  RepoTags: [],
  RepoDigests: [],
  Created: "2026-01-31T12:00:00.123456789Z",
  Architecture: "amd64",
  Os: "linux",
  Size: 1,
  Config: { Cmd: ["node"], Env: ["A=1"] },
  RootFS: { Type: "layers", Layers: layers },
  ...changes,
});

const image = (each: ImageInspect): SourceImage => ({
  reference: each.Id,
  name: { repo: each.Id, tag: "latest" },
  inspect: each,
});

const store = (images: ImageInspect[], changes: Partial<ObservedStore> = {}): ObservedStore => ({
  kind: "classic",
  tellsAvailability: false,
  version: "20.10.24",
  images,
  ...changes,
});

const fromClassic = { sourceKind: "classic", whole: false } as const;
const send = (plan: ReturnType<typeof planShipment>[number] | undefined) =>
  plan === undefined || plan.mode === "present" ? plan : [plan.mode, ...plan.choice.send];

test("an image whose id is there is present", () => {
  const plans = planShipment(
    [image(inspect("web", ["base", "app"]))],
    store([inspect("web", ["base", "app"])]),
    fromClassic,
  );
  expect(plans).toEqual([{ mode: "present", id: "web", layers: 2 }]);
});

test("between stores of different kinds the image is known by what it is made of, and has the target's id", () => {
  const found = inspect("sha256:manifest", ["base", "app"], { Config: { Env: ["A=1"], Cmd: ["node"], User: "" } });
  const target = store([found], { kind: "containerd", tellsAvailability: true });
  expect(planShipment([image(inspect("sha256:config", ["base", "app"]))], target, fromClassic)).toEqual([
    { mode: "present", id: "sha256:manifest", layers: 2 },
  ]);
});

test.each<[string, Partial<ImageInspect>]>([
  ["configuration", { Config: { Cmd: ["node", "--inspect"], Env: ["A=1"] } }],
  ["platform", { Architecture: "arm64" }],
  ["time", { Created: "2026-01-31T12:00:01Z" }],
  ["layers", { RootFS: { Type: "layers", Layers: ["base"] } }],
])("an image with another %s is another image", (_, changes) => {
  const target = store([inspect("sha256:manifest", ["base", "app"], changes)], {
    kind: "containerd",
    tellsAvailability: true,
  });
  const [plan] = planShipment([image(inspect("sha256:config", ["base", "app"]))], target, fromClassic);
  expect(plan?.mode).not.toBe("present");
});

test("what an earlier image brings, a later one need not bring again", () => {
  const plans = planShipment(
    [image(inspect("web", ["base", "web"])), image(inspect("worker", ["base", "worker"]))],
    store([]),
    fromClassic,
  );
  expect(plans.map(send)).toEqual([
    ["whole", "base", "web"],
    ["thin", "worker"],
  ]);
});

test("a containerd store that cannot say whether an image is whole gets images whole", () => {
  const target = store([inspect("old", ["base", "old"])], { kind: "containerd" });
  expect(planShipment([image(inspect("web", ["base", "app"]))], target, fromClassic).map(send)).toEqual([
    ["whole", "base", "app"],
  ]);
});

test("everything is sent when that is asked for, even what is there", () => {
  const target = store([inspect("web", ["base", "app"])]);
  expect(
    planShipment([image(inspect("web", ["base", "app"]))], target, { sourceKind: "classic", whole: true }).map(send),
  ).toEqual([["whole", "base", "app"]]);
});
