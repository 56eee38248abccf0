import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { connectEngine } from "../../../packages/gantry/src/engine/connect-engine.ts";
import type { Archive, Engine } from "../../../packages/gantry/src/engine/engine.ts";
import { createStateStore } from "../../../packages/gantry/src/release/state/create-state-store.ts";
import { openState } from "../../../packages/gantry/src/release/state/open-state.ts";
import { packFiles } from "../../../packages/gantry/src/release/state/pack-files.ts";
import { removeState } from "../../../packages/gantry/src/release/state/remove-state.ts";
import { server } from "../../lab/lab.ts";
import { openRelay } from "../image/ship/relay.ts";
import { listState, openPlace, placeNames, type StatePlace } from "./state-lab.ts";

/** The same engine, over a link that breaks in every upload after so many bytes of it. */
function cutUploads(engine: Engine, bytes: number): Engine {
  const cut = async function* (whole: Archive): AsyncGenerator<Uint8Array> {
    if (!(whole instanceof Uint8Array)) throw new TypeError("the state is written in one piece");
    yield whole.subarray(0, bytes);
    // What was given so far is on its way.
    await nextTurn();
    throw new Error("the link broke");
  };
  return {
    ...engine,
    containers: {
      ...engine.containers,
      putArchive: (id, path, whole, options) => engine.containers.putArchive(id, path, cut(whole), options),
    },
  };
}

describe.each(placeNames)("a write that is cut half-way on %s", (name) => {
  let place: StatePlace;
  beforeAll(async () => {
    place = await openPlace(name);
  });
  afterAll(() => place[Symbol.asyncDispose]());

  test("leaves the record as it was, wherever it was cut, and the next write is read", async () => {
    const project = place.project();
    const state = await openState(place.engine, project);
    let expected = randomBytes(1500);
    await state.write("payloads/0", expected);
    // Headers of two folders, a header of the file, the file: 512 bytes each, 1500 and its own first line.
    for (const bytes of [1, 513, 1024, 1535, 1536, 1540, 1700, 2600, 3100]) {
      const cut = createStateStore({
        engine: cutUploads(place.engine, bytes),
        project,
        name: `gantry-${project}-state`,
      });
      await expect(cut.write("payloads/0", randomBytes(1500)), `${bytes} bytes`).rejects.toThrow("the link broke");
      expect((await state.read("payloads/0"))?.equals(expected), `after ${bytes} bytes`).toBe(true);
      if (bytes % 2 === 0) {
        expected = randomBytes(1500);
        await state.write("payloads/0", expected, { forget: bytes % 4 === 0 });
        expect((await state.read("payloads/0"))?.equals(expected)).toBe(true);
      }
    }
  });

  test("may have gone through when all of it arrived, and is whole then", async () => {
    const project = place.project();
    const state = await openState(place.engine, project);
    await state.write("payloads/0", Buffer.from("one"));
    const next = randomBytes(1500);
    const cut = createStateStore({ engine: cutUploads(place.engine, 3150), project, name: `gantry-${project}-state` });
    await expect(cut.write("payloads/0", next)).rejects.toThrow("the link broke");
    expect((await state.read("payloads/0"))?.equals(next)).toBe(true);
  });

  test("leaves nothing behind where there was nothing, and an erased record erased", async () => {
    const project = place.project();
    const state = await openState(place.engine, project);
    const cut = createStateStore({ engine: cutUploads(place.engine, 1100), project, name: `gantry-${project}-state` });
    await expect(cut.write("ledger", randomBytes(1500))).rejects.toThrow("the link broke");
    expect(await state.read("ledger")).toBeUndefined();
    await state.write("ledger", Buffer.from("one"));
    await state.erase("ledger");
    await expect(cut.write("ledger", randomBytes(1500))).rejects.toThrow("the link broke");
    expect(await state.read("ledger")).toBeUndefined();
  });
});

describe.each(placeNames)("an upload that hangs on %s", (name) => {
  test("is passed over by the next one, through another container, and nothing of either is left", async () => {
    await using place = await openPlace(name);
    const project = place.project();
    const patience = 2_000;
    const state = await openState(place.engine, project);
    await state.write("journal", Buffer.from("one"));
    await using stuck = await place.connect();
    const abort = new AbortController();
    const half = async function* () {
      yield (await packFiles([["journal/"], ["journal/b", Buffer.alloc(5_000)]])).subarray(0, 3_000);
      // As of a machine that fell off the network: the server waits for the rest.
      await once(abort.signal, "abort");
    };
    const hanging = stuck.containers.putArchive(`gantry-${project}-state`, "/state", half(), { signal: abort.signal });
    const ended = expect(hanging).rejects.toThrow();
    await vi.waitFor(() => expectToHang(place.engine, `gantry-${project}-state`), { timeout: 20_000 });
    const next = await openState(place.engine, project, { patience });
    expect((await next.read("journal"))?.toString()).toBe("one");
    await next.write("journal", Buffer.from("two"));
    abort.abort();
    await ended;
    expect((await state.read("journal"))?.toString()).toBe("two");
    expect(await removeState(place.engine, project)).toBe(true);
    expect(await listState(place.engine, project)).toEqual([]);
  });
});

async function expectToHang(engine: Engine, container: string): Promise<void> {
  await expect(engine.containers.inspect(container, { signal: AbortSignal.timeout(1_000) })).rejects.toThrow();
}

test("an ssh connection that is cut in the middle of an upload leaves the record as it was", async () => {
  await using place = await openPlace("trixie");
  const project = place.project();
  const folder = await mkdtemp(join(tmpdir(), "gantry-statecut-"));
  try {
    await using relay = await openRelay(await server("trixie"), folder);
    await using engine = await connectEngine({ host: relay.sshHost, sshConfig: relay.sshConfig });
    const state = await openState(engine, project);
    await state.write("payloads/0", Buffer.from("one"));
    const begun = relay.sent();
    relay.cutAfter(300_000);
    await expect(state.write("payloads/0", randomBytes(2_000_000))).rejects.toMatchObject({
      name: "EngineUnreachableError",
    });
    expect(relay.sent() - begun).toBeGreaterThan(300_000);
    relay.cutAfter(Number.POSITIVE_INFINITY);
    expect((await state.read("payloads/0"))?.toString()).toBe("one");
    await state.write("payloads/0", Buffer.from("two"));
    expect((await (await openState(place.engine, project)).read("payloads/0"))?.toString()).toBe("two");
  } finally {
    await rm(folder, { recursive: true });
  }
});
