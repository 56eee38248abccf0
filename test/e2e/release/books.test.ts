import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openAuditLog } from "../../../packages/gantry/src/release/audit/open-audit-log.ts";
import { beginJournal, readJournal, resumeJournal } from "../../../packages/gantry/src/release/journal/open-journal.ts";
import { openLedger } from "../../../packages/gantry/src/release/ledger/open-ledger.ts";
import type { ReleaseRecord } from "../../../packages/gantry/src/release/ledger/release-record.ts";
import { acquireLock } from "../../../packages/gantry/src/release/lock/acquire-lock.ts";
import { breakLock } from "../../../packages/gantry/src/release/lock/break-lock.ts";
import { findFingerprinter, openFingerprinter } from "../../../packages/gantry/src/release/state/fingerprinter.ts";
import { findState, openState } from "../../../packages/gantry/src/release/state/open-state.ts";
import { removeState } from "../../../packages/gantry/src/release/state/remove-state.ts";
import { stateImage } from "../../../packages/gantry/src/release/state/state-image.ts";
import { readModes } from "./read-modes.ts";
import { listState, openPlace, type StatePlace } from "./state-lab.ts";

const began = "2026-05-01T14:03:22.000Z";
const intent = (release: number) => ({ release, kind: "deploy", by: "anna@laptop", began }) as const;

function release(id: number, changes: Partial<ReleaseRecord> = {}): ReleaseRecord {
  return {
    id,
    kind: "deploy",
    who: "anna@laptop",
    began,
    milliseconds: 4200,
    result: "deployed",
    services: { web: { image: `shop-web:r${id}`, imageId: `sha256:${id}` } },
    configuration: "c0ffee",
    ...changes,
  };
}

// The oldest engine on this machine, and one behind ssh: what these need of an engine is proven for all of them with the state.
describe.each(["host", "trixie"] as const)("what a deploy writes down on %s", (name) => {
  let place: StatePlace;
  beforeAll(async () => {
    place = await openPlace(name);
  });
  afterAll(() => place[Symbol.asyncDispose]());

  test("a journal that was not ended is found by the next one, and gone on with", async () => {
    const project = place.project();
    const state = await openState(place.engine, project);
    expect(await readJournal(state)).toBeUndefined();
    {
      await using lock = await acquireLock(place.engine, project, { what: "deploy r1" });
      expect(await resumeJournal(state, lock)).toBeUndefined();
      const journal = await beginJournal(state, lock, intent(1));
      await journal.advance("start", {
        containers: { web: { old: [{ id: "4f", name: "shop-web-1" }], new: ["shop-web-2"] } },
      });
      await journal.advance("switch");
    }
    await using engine = await place.connect();
    const later = await openState(engine, project);
    await using lock = await acquireLock(engine, project, { what: "deploy r2" });
    await expect(beginJournal(later, lock, intent(2))).rejects.toThrow("the journal of release 1 has not ended");
    const journal = await resumeJournal(later, lock);
    expect(journal?.entry).toMatchObject({
      release: 1,
      facts: { containers: { web: { old: [{ id: "4f", name: "shop-web-1" }], new: ["shop-web-2"] } } },
      steps: [{ name: "start" }, { name: "switch" }],
    });
    await journal?.advance("switch-back");
    await journal?.end("interrupted", "found by release 2");
    expect(await readJournal(state)).toMatchObject({ release: 1, ended: { outcome: "interrupted" } });
    expect(await resumeJournal(later, lock)).toBeUndefined();
    await beginJournal(later, lock, intent(2));
    expect(await readJournal(state)).toEqual({ ...intent(2), facts: expect.anything(), steps: [] });
  });

  test("whoever has lost the lock writes no more into the journal", async () => {
    const project = place.project();
    const state = await openState(place.engine, project);
    await using lock = await acquireLock(place.engine, project, { what: "deploy r1" });
    const journal = await beginJournal(state, lock, intent(1));
    await journal.advance("start");
    await breakLock(place.engine, lock);
    await expect(journal.advance("switch")).rejects.toMatchObject({ code: "locked" });
    expect((await readJournal(state))?.steps.map((step) => step.name)).toEqual(["start"]);
  });

  test("the ledger keeps what the newest five releases need, and forgets older ones' secrets", async () => {
    const project = place.project();
    const state = await openState(place.engine, project);
    const ledger = openLedger(state);
    const payloads = Array.from({ length: 8 }, (_, index) =>
      Buffer.from(`PASSWORD=${randomBytes(99).toString("hex")} r${index}`),
    );
    for (const [index, payload] of payloads.entries()) {
      if (index === 0) continue;
      expect((await ledger.read()).next).toBe(index);
      const result = index === 7 ? "failed" : "deployed";
      await ledger.record(release(index, { result, payload: await ledger.stage(payload) }));
    }
    expect((await ledger.list()).map(({ id, result }) => `${id} ${result}`)).toEqual([
      "7 failed",
      ...[6, 5, 4, 3, 2, 1].map((id) => `${id} deployed`),
    ]);
    expect((await ledger.current())?.id).toBe(6);
    expect((await ledger.deployable()).map(({ id }) => id)).toEqual([6, 5, 4, 3, 2]);
    for (const id of [2, 6]) expect((await ledger.readPayload(id)).equals(payloads[id] ?? Buffer.alloc(0))).toBe(true);
    await expect(ledger.readPayload(1)).rejects.toMatchObject({
      code: "not-found",
      message: `${project}: release r1 is not kept any more.`,
      fix: "Name one of r6, r5, r4, r3, r2.",
    });
    await expect(ledger.readPayload(9)).rejects.toMatchObject({ message: `${project}: release r9 does not exist.` });
    expect([...(await state.readAll("payloads")).keys()]).toHaveLength(5);

    const back = openLedger((await findState(place.engine, project)) ?? state);
    await back.record(release(8, { kind: "rollback", of: 3, payload: await back.stage(await back.readPayload(3)) }));
    expect((await back.current())?.id).toBe(8);
    expect((await back.readPayload(8)).equals(payloads[3] ?? Buffer.alloc(0))).toBe(true);
  });

  test("the audit log lists newest first, and goes on over its records", async () => {
    const state = await openState(place.engine, place.project());
    const log = openAuditLog(state);
    expect(await log.list()).toEqual([]);
    const event = (number: number) =>
      ({ at: began, who: "anna@laptop", what: `deploy r${number}`, outcome: "done" }) as const;
    for (let number = 1; number <= 5; number++) await log.append(event(number));
    expect(await openAuditLog(state).list()).toEqual([5, 4, 3, 2, 1].map(event));
    expect(await log.list({ limit: 2 })).toEqual([5, 4].map(event));
  });

  test("secrets are told apart by fingerprints, and no value of theirs is on the server", async () => {
    const project = place.project();
    const state = await openState(place.engine, project);
    expect(await findFingerprinter(state)).toBeUndefined();
    const fingerprint = await openFingerprinter(state);
    const first = fingerprint("TOKEN", "hunter2");
    await openLedger(state).record(release(1, { secrets: { TOKEN: first } }));
    const again = await findFingerprinter(state);
    expect(again?.("TOKEN", "hunter2")).toBe(first);
    expect(again?.("TOKEN", "hunter3")).not.toBe(first);
    const other = await openFingerprinter(await openState(place.engine, place.project()));
    expect(other("TOKEN", "hunter2")).not.toBe(first);
    const { content } = await readModes(place.engine, `gantry-${project}-state`, "/state");
    expect(content.includes("hunter2")).toBe(false);
    expect(content.includes(first)).toBe(true);
  });

  test("the state is removed whole when that is asked for, and not while a deploy is under way", async () => {
    const project = place.project();
    expect(await removeState(place.engine, project)).toBe(false);
    const state = await openState(place.engine, project);
    await state.write("journal", Buffer.from("one"));
    {
      await using _lock = await acquireLock(place.engine, project, { what: "deploy r1", heartbeat: 1_500 });
      await expect(removeState(place.engine, project)).rejects.toMatchObject({ code: "locked" });
      expect((await state.read("journal"))?.toString()).toBe("one");
    }
    expect(await removeState(place.engine, project)).toBe(true);
    expect(await listState(place.engine, project)).toEqual([]);
    expect(await findState(place.engine, project)).toBeUndefined();
    // The next deploy finds an engine as it was in the beginning, the image perhaps included.
    await openState(place.engine, project);
    expect((await place.engine.images.inspect(stateImage)).RepoTags).toContain(stateImage);
  });
});
