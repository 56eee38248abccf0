import { createGzip } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { shipImages } from "../../../../packages/gantry/src/image/ship/ship-images.ts";
import { openShipLab, type Place, type PlaceName, placeNames, type ShipLab } from "./ship-lab.ts";

let lab: ShipLab;
const { signal } = new AbortController();

beforeAll(async () => {
  lab = await openShipLab({ base: "busybox", megabytes: 8 });
});
afterAll(() => lab[Symbol.asyncDispose]());

/** Ships one image to several places at once. */
async function ship(from: PlaceName, image: string, to: readonly PlaceName[], whole = false) {
  const places = await Promise.all(to.map((name) => lab.place(name)));
  const { engine: source } = await lab.place(from);
  const targets = places.map(({ name, engine }) => ({ name, engine }));
  const outcomes = await shipImages({ images: [image], source, targets, signal, whole });
  return outcomes.map(({ target, images: [result], error }) => ({ target, result, error }));
}

describe.each(placeNames)("from %s", (from) => {
  const targets = placeNames.filter((name) => name !== from);
  let first: string;
  let second: string;

  beforeAll(async () => {
    const name = `from-${from.replaceAll(".", "-")}`;
    first = await lab.build(from, name, "1");
    second = await lab.build(from, name, "2");
  });

  test("the layers that a target lacks are sent to all targets at once, and hardly more", async () => {
    for (const { result, error } of await ship(from, first, targets)) {
      expect(error).toBeUndefined();
      expect(result).toMatchObject({ mode: "thin", layersSent: 2 });
      // What is missing cannot be compressed: 8 MB and a line.
      expect(result?.bytesSent).toBeLessThan(1.05 * 8_000_000 + 65_536);
    }
    for (const target of targets) expect(await lab.readLine(target, first)).toBe("1");
  });

  test("of a changed image one layer is sent", async () => {
    for (const { result, error } of await ship(from, second, targets)) {
      expect(error).toBeUndefined();
      expect(result).toMatchObject({ mode: "thin", layersSent: 1, layersKept: 2 });
    }
    for (const target of targets) expect(await lab.readLine(target, second)).toBe("2");
  });

  test("the target's image is the source's, and is known again", async () => {
    const source = await lab.place(from);
    const { Id, RootFS } = await source.engine.images.inspect(second);
    for (const { target, result } of await ship(from, second, targets)) {
      expect(result).toMatchObject({ mode: "present", bytesSent: 0 });
      const there = await (await lab.place(target as PlaceName)).engine.images.inspect(second);
      expect(there.RootFS).toEqual(RootFS);
      expect(there.Id).toBe(result?.id);
      // Stores of different kinds have no id in common.
      if (![from, target].includes("28.5-containerd")) expect(there.Id).toBe(Id);
    }
  });

  test("a name that points to an older image there is moved, and the older image stays", async () => {
    const { engine: source } = await lab.place(from);
    const name = { repo: `${lab.prefix}-moving-${from.replaceAll(".", "-")}`, tag: "1" };
    const image = `${name.repo}:${name.tag}`;
    await source.images.tag(first, name);
    await ship(from, image, targets);
    const before = await Promise.all(targets.map(async (target) => inspect(await lab.place(target), image)));
    await source.images.tag(second, name);
    const results = await ship(from, image, targets);
    for (const [index, { target, result }] of results.entries()) {
      const place = await lab.place(target as PlaceName);
      expect((await inspect(place, image)).Id).toBe(result?.id);
      expect((await inspect(place, before[index]?.Id ?? "")).Id).toBe(before[index]?.Id);
    }
  });
});

const inspect = ({ engine }: Place, image: string) => engine.images.inspect(image);

test("a one-line change of a 250 MB image takes less than 100 KB, to every engine", async () => {
  await using large = await openShipLab({ base: "node:22-alpine", megabytes: 30 });
  const targets = placeNames.filter((name) => name !== "28.5");
  const first = await large.build("28.5", "large", "1");
  const second = await large.build("28.5", "large", "2");
  await ship("28.5", first, targets);
  for (const { result, error } of await ship("28.5", second, targets)) {
    expect(error).toBeUndefined();
    expect(result).toMatchObject({ mode: "thin", layersSent: 1 });
    expect(result?.bytesSent).toBeLessThan(100_000);
  }
  for (const target of targets) expect(await large.readLine(target, second)).toBe("2");
});

test("an image that is sent whole takes hardly more than gzip makes of its archive", async () => {
  const image = await lab.build("28.5", "whole", "1");
  const { engine: source } = await lab.place("28.5");
  let compressed = 0;
  for await (const chunk of (await source.images.save([image])).pipe(createGzip())) compressed += chunk.length;
  const [there] = await ship("28.5", image, ["trixie"], true);
  expect(there?.result).toMatchObject({ mode: "whole", layersKept: 0 });
  expect(there?.result?.bytesSent).toBeLessThan(1.02 * compressed + 65_536);
});
