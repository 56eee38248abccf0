import { afterAll, beforeAll, expect, test } from "vitest";
import { shipImages } from "../../../../packages/gantry/src/image/ship/ship-images.ts";
import { startSmallEngine } from "../../small-engine.ts";
import { openShipLab, type ShipLab } from "./ship-lab.ts";

let lab: ShipLab;

beforeAll(async () => {
  lab = await openShipLab({ base: "busybox", megabytes: 1 });
});
afterAll(() => lab[Symbol.asyncDispose]());

test.each([
  ["classic", false],
  ["containerd", true],
])(
  "to an empty %s store an image goes whole; when the disk is full that is said, and images and names are as before",
  async (_, containerd) => {
    const { engine: source } = await lab.place("28.5");
    await using small = await startSmallEngine({
      name: `${lab.prefix}-small-${containerd ? "containerd" : "classic"}`,
      megabytes: 50,
      containerd,
    });
    await using target = small.engine;
    const ship = (images: string[]) =>
      shipImages({ images, source, targets: [{ name: "small", engine: target }], signal: AbortSignal.timeout(60_000) });

    const name = { repo: `${lab.prefix}-app`, tag: "1" };
    await source.images.tag("busybox:latest", name);
    const [first] = await ship([`${name.repo}:${name.tag}`]);
    expect(first?.error).toBeUndefined();
    expect(first?.images).toMatchObject([{ mode: "whole", layersKept: 0 }]);
    const before = await target.images.list();

    // Of 90 MB.
    await source.images.tag("redis:8", name);
    const [second] = await ship([`${name.repo}:${name.tag}`]);
    expect(second?.error).toMatchObject({ code: "disk-full", fix: expect.stringContaining("docker system df") });
    expect(await target.images.list()).toEqual(before);
  },
);
