import fc from "fast-check";
import { expect, test } from "vitest";
import { addRelease, choosePayloadSlot, emptyLedger, type LedgerFile } from "./ledger-file.ts";
import type { ReleaseRecord } from "./release-record.ts";

function release(id: number, changes: Partial<ReleaseRecord> = {}): ReleaseRecord {
  return {
    id,
    kind: "deploy",
    who: "anna@laptop",
    began: "2026-05-01T14:03:22.000Z",
    milliseconds: 1200,
    result: "deployed",
    services: { web: { image: "shop-web:r1", imageId: "sha256:aa" } },
    configuration: "c0ffee",
    ...changes,
  };
}

/** Stages a payload and records the release with it, as a deploy does. */
function deploy(ledger: LedgerFile, id: number, changes: Partial<ReleaseRecord> & { digest?: string } = {}) {
  const { digest = `digest-${id}`, ...rest } = changes;
  const { present: _, ...payload } = choosePayloadSlot(ledger, digest);
  return addRelease(ledger, release(id, { payload, ...rest }), { keep: 5 });
}

const slots = ({ releases }: LedgerFile) =>
  Object.fromEntries(releases.flatMap(({ id, payload }) => (payload ? [[id, payload.slot]] : [])));

test("the newest five deployed releases keep their payload, and a sixth slot is free for the next", () => {
  let ledger = emptyLedger;
  for (let id = 1; id <= 8; id++) ledger = deploy(ledger, id);
  expect(slots(ledger)).toEqual({ 4: 3, 5: 4, 6: 5, 7: 0, 8: 1 });
  expect(ledger.retired).toEqual([2]);
  expect(choosePayloadSlot(ledger, "new")).toEqual({ slot: 2, digest: "new", present: false });
  expect(ledger.releases.map(({ id }) => id)).toEqual([8, 7, 6, 5, 4, 3, 2, 1]);
});

test("a release that failed keeps no payload, and takes nobody else's", () => {
  let ledger = emptyLedger;
  for (let id = 1; id <= 5; id++) ledger = deploy(ledger, id);
  ledger = deploy(ledger, 6, { result: "failed" });
  expect(Object.keys(slots(ledger))).toEqual(["1", "2", "3", "4", "5"]);
  expect(ledger.retired).toEqual([5]);
  expect(ledger.next).toBe(7);
});

test("a release with an older one's payload shares its slot", () => {
  let ledger = deploy(deploy(emptyLedger, 1), 2);
  ledger = deploy(ledger, 3, { kind: "rollback", of: 1, digest: "digest-1" });
  expect(slots(ledger)).toEqual({ 1: 0, 2: 1, 3: 0 });
  for (let id = 4; id <= 7; id++) ledger = deploy(ledger, id);
  expect(slots(ledger)[3]).toBe(0);
  expect(ledger.retired).toEqual([1]);
});

test("a release that is recorded again replaces its record", () => {
  const twice = addRelease(deploy(emptyLedger, 1), release(1, { result: "failed", message: "unhealthy" }), { keep: 5 });
  expect(twice.releases).toEqual([release(1, { result: "failed", message: "unhealthy" })]);
  expect(twice).toMatchObject({ next: 2, retired: [0] });
});

test("fifty releases are remembered, and no number comes twice", () => {
  let ledger = emptyLedger;
  for (let id = 1; id <= 60; id++) ledger = deploy(ledger, id);
  expect(ledger.releases.map(({ id }) => id)).toEqual(Array.from({ length: 50 }, (_, index) => 60 - index));
  expect(ledger.next).toBe(61);
});

test("whatever is deployed with whatever result, a staged payload lies over none that is needed, and few slots are used", () => {
  const steps = fc.array(
    fc.record({
      result: fc.constantFrom("deployed", "failed", "rolled-back", "interrupted"),
      digest: fc.constantFrom("a", "b", "c", "d", "e", "f", "g", "h"),
      keep: fc.integer({ min: 1, max: 6 }),
    }),
    { maxLength: 40 },
  );
  fc.assert(
    fc.property(steps, (deploys) => {
      let ledger = emptyLedger;
      const disk = new Map<number, string>();
      for (const { result, digest, keep } of deploys) {
        const { present, ...payload } = choosePayloadSlot(ledger, digest);
        if (!present) disk.set(payload.slot, digest);
        ledger = addRelease(ledger, release(ledger.next, { result, payload }), { keep });
        for (const slot of ledger.retired) disk.delete(slot);
        for (const kept of ledger.releases) {
          if (kept.payload) expect(disk.get(kept.payload.slot)).toBe(kept.payload.digest);
        }
        const newest = ledger.releases.filter((each) => each.result === "deployed").slice(0, keep);
        // One that an earlier, smaller `keep` let go does not come back.
        expect(newest.length === 0 || newest[0]?.payload !== undefined).toBe(true);
        expect(new Set(disk.keys()).size).toBeLessThanOrEqual(6);
      }
    }),
  );
});
