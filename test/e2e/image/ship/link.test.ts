import { mkdir, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { connectEngine } from "../../../../packages/gantry/src/engine/connect-engine.ts";
import { shipImages } from "../../../../packages/gantry/src/image/ship/ship-images.ts";
import { server } from "../../../lab/lab.ts";
import { openRelay, type Relay } from "./relay.ts";
import { openShipLab, type ShipLab } from "./ship-lab.ts";

let lab: ShipLab;
let folder: string;
let relay: Relay;
const { signal } = new AbortController();

beforeAll(async () => {
  lab = await openShipLab({ base: "busybox", megabytes: 8 });
  folder = await mkdtemp(join(tmpdir(), "gantry-relay-"));
  relay = await openRelay(await server("trixie"), folder);
});
afterAll(async () => {
  await relay[Symbol.asyncDispose]();
  await lab[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

/** Ships through the relay, with a connection of its own. */
async function ship(images: readonly string[]) {
  await using engine = await connectEngine({ host: relay.sshHost, sshConfig: relay.sshConfig });
  const { engine: source } = await lab.place("28.5");
  const [outcome] = await shipImages({ images, source, targets: [{ name: "trixie", engine }], signal });
  return outcome;
}

test("after a cut link the target's names are as they were, and shipping again goes on with what is missing", async () => {
  const { engine: source } = await lab.place("28.5");
  const { engine: target } = await lab.place("trixie");
  const small = await lab.build("28.5", "one", "1");
  const large = { repo: `${lab.prefix}-two`, tag: "current" };
  const name = `${large.repo}:${large.tag}`;
  await source.images.tag(small, large);
  await ship([small, name]);
  const before = (await target.images.inspect(name)).Id;
  // The small one changes by a line, the large one by 8 MB, of which half go through.
  const changed = await lab.build("28.5", "one", "2");
  await source.images.tag(await lab.build("28.5", "two", "1"), large);

  relay.cutAfter(4_000_000);
  const cut = await ship([changed, name]);
  expect(cut?.error).toMatchObject({ name: "EngineUnreachableError", reason: "connection-lost" });
  expect(cut?.images).toMatchObject([{ image: changed, mode: "thin" }]);
  expect((await target.images.inspect(name)).Id).toBe(before);

  relay.cutAfter(Number.POSITIVE_INFINITY);
  const again = await ship([changed, name]);
  expect(again?.error).toBeUndefined();
  expect(again?.images).toMatchObject([
    { image: changed, mode: "present", bytesSent: 0 },
    { image: name, mode: "thin" },
  ]);
  expect((await target.images.inspect(name)).Id).toBe((await source.images.inspect(name)).Id);
});

test("the bytes that are reported are those on the wire, but for what ssh adds", async () => {
  const image = await lab.build("28.5", "counted", "1");
  const start = relay.sent();
  const outcome = await ship([image]);
  const reported = outcome?.images[0]?.bytesSent ?? 0;
  const wire = relay.sent() - start;
  expect(reported).toBeGreaterThan(8_000_000);
  expect(wire).toBeGreaterThan(reported);
  expect(wire).toBeLessThan(reported * 1.01 + 65_536);
});

test("an aborted call ends at once, leaves no file here, and the target's names as they were", async () => {
  const { engine: source } = await lab.place("28.5");
  const { engine } = await lab.place("trixie");
  const image = await lab.build("28.5", "aborted", "1");
  const own = join(folder, "own");
  await mkdir(own);
  vi.stubEnv("TMPDIR", own);
  const controller = new AbortController();
  const reason = new Error("enough");
  const [outcome] = await shipImages({
    images: [image],
    source,
    targets: [{ name: "trixie", engine }],
    signal: controller.signal,
    onEvent: ({ type }) => {
      if (type === "progress") controller.abort(reason);
    },
  });
  vi.unstubAllEnvs();
  expect(outcome?.error).toBe(reason);
  await expect(engine.images.inspect(image)).rejects.toMatchObject({ status: 404 });
  expect(await readdir(own)).toEqual([]);
});
