import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { afterAll, beforeAll, expect, test } from "vitest";
import { connectEngine } from "../../../../packages/gantry/src/engine/connect-engine.ts";
import { shipImages } from "../../../../packages/gantry/src/image/ship/ship-images.ts";
import { labLabel } from "../../../lab/engines/ensure-engine.ts";
import { waitForSocket } from "../../../lab/engines/ping.ts";
import { choosePrivileges } from "../../../lab/engines/privileges.ts";
import { docker, tryDocker } from "../../../lab/host/docker.ts";
import { engine } from "../../../lab/lab.ts";
import { openShipLab, type ShipLab } from "./ship-lab.ts";

const image = "gantry-lab/engine-sid";
let lab: ShipLab;

beforeAll(async () => {
  lab = await openShipLab({ base: "busybox", megabytes: 1 });
  // Its image is what the small engine is made from.
  await engine("28.5");
});
afterAll(() => lab[Symbol.asyncDispose]());

/** An engine whose images have 50 MB of room, in memory. */
async function startSmallEngine(containerd: boolean) {
  const { dockerHost } = await lab.place("host");
  const folder = await mkdtemp(join(tmpdir(), "gantry-small-"));
  const name = `${lab.prefix}-small-${containerd ? "containerd" : "classic"}`;
  await docker(dockerHost, [
    "run",
    "--detach",
    ...(await choosePrivileges(dockerHost, image)),
    `--name=${name}`,
    `--label=${labLabel}`,
    "--tmpfs=/var/lib/docker:size=50m,exec",
    `--volume=${folder}:/run/gantry-lab`,
    image,
    `--feature=containerd-snapshotter=${containerd}`,
    `--group=${process.getgid?.() ?? 0}`,
  ]);
  const socket = join(folder, "docker.sock");
  const stop = async () => {
    await tryDocker(dockerHost, ["rm", "--force", "--volumes", name]);
    await rm(folder, { recursive: true, force: true });
  };
  if (!(await waitForSocket(socket, async () => true))) {
    const { stderr } = await tryDocker(dockerHost, ["logs", "--tail=20", name]);
    await stop();
    throw new Error(`The small engine does not start:\n${stderr}`);
  }
  return { engine: await connectEngine({ host: `unix://${socket}` }), [Symbol.asyncDispose]: stop };
}

test.each([
  ["classic", false],
  ["containerd", true],
])(
  "to an empty %s store an image goes whole; when the disk is full that is said, and images and names are as before",
  async (_, containerd) => {
    const { engine: source } = await lab.place("28.5");
    await using small = await startSmallEngine(containerd);
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
