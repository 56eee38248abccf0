import { execFileSync } from "node:child_process";
import { afterAll, beforeAll, expect, test } from "vitest";
import { shipImages } from "../../../../packages/gantry/src/image/ship/ship-images.ts";
import { dockerEnv } from "../../../lab/host/docker.ts";
import { openShipLab, type PlaceName, type ShipLab } from "./ship-lab.ts";

let lab: ShipLab;
const { signal } = new AbortController();

beforeAll(async () => {
  lab = await openShipLab({ base: "busybox", megabytes: 1 });
});
afterAll(() => lab[Symbol.asyncDispose]());

test.each<[PlaceName, PlaceName]>([
  ["28.5", "host"],
  ["host", "trixie"],
  ["host", "28.5-containerd"],
  ["28.5-containerd", "28.5"],
])("from %s to %s: a layer that is removed while the image is on its way makes it travel whole", async (from, to) => {
  const { engine: source } = await lab.place(from);
  const { engine, dockerHost } = await lab.place(to);
  const name = `base-${from}-${to}`.replaceAll(".", "-");
  const first = await lab.build(from, name, "1");
  const second = await lab.build(from, name, "2");
  await shipImages({ images: [first], source, targets: [{ name: to, engine }], signal });
  const reasons: string[] = [];
  const [outcome] = await shipImages({
    images: [second],
    source,
    targets: [{ name: to, engine }],
    signal,
    onEvent: (event) => {
      // Between plan and load: nothing else can happen while this waits for docker.
      if (event.type === "image-start" && event.mode === "thin") {
        const env = { ...process.env, ...dockerEnv(dockerHost) };
        execFileSync("docker", ["image", "rm", "--force", first], { env, stdio: "ignore" });
      }
      if (event.type === "image-whole") reasons.push(event.reason);
    },
  });
  expect(reasons).toHaveLength(1);
  expect(outcome?.error).toBeUndefined();
  expect(outcome?.images).toMatchObject([{ mode: "whole", layersKept: 0 }]);
  expect(await lab.readLine(to, second)).toBe("2");
  // Nothing without a name is left of the first try.
  const chain = String((await source.images.inspect(second)).RootFS.Layers);
  const left = await engine.images.list({ filters: { dangling: ["true"] } });
  const broken = [];
  for (const { Id } of left) {
    const image = await engine.images.inspect(Id).catch(() => undefined);
    if (String(image?.RootFS.Layers) === chain) broken.push(Id);
  }
  expect(broken).toEqual([]);
});

test("an image that is there under another name is only named", async () => {
  const { engine: source } = await lab.place("28.5");
  const { engine } = await lab.place("trixie");
  const image = await lab.build("28.5", "renamed", "1");
  await shipImages({ images: [image], source, targets: [{ name: "trixie", engine }], signal });
  await source.images.tag(image, { repo: `${lab.prefix}-other-name`, tag: "1" });
  const images = [`${lab.prefix}-other-name:1`];
  const [outcome] = await shipImages({ images, source, targets: [{ name: "trixie", engine }], signal });
  expect(outcome?.images).toMatchObject([{ mode: "present", bytesSent: 0 }]);
  expect((await engine.images.inspect(`${lab.prefix}-other-name:1`)).Id).toBe(outcome?.images[0]?.id);
});

test("an image that the source lacks is an error before anything is sent", async () => {
  const { engine: source } = await lab.place("host");
  const { engine } = await lab.place("trixie");
  const ship = shipImages({ images: ["gantry-none:1"], source, targets: [{ name: "trixie", engine }], signal });
  await expect(ship).rejects.toMatchObject({ code: "image-missing" });
});
