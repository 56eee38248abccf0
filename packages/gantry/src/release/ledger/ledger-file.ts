import * as z from "zod";
import { type PayloadReference, type ReleaseRecord, releaseRecord } from "./release-record.ts";

/** How many releases are remembered. */
const REMEMBERED = 50;

/** The whole ledger, as it is written. */
export const ledgerFile = z.object({
  /** The number of the next release. */
  next: z.number().int().positive(),
  /** Newest first. */
  releases: z.array(releaseRecord),
  /** Payload slots that held something and are of no release: to be emptied. */
  retired: z.array(z.number().int().nonnegative()),
});

export type LedgerFile = z.infer<typeof ledgerFile>;

export const emptyLedger: LedgerFile = { next: 1, releases: [], retired: [] };

/** The ledger after a release. Of the newest `keep` that were deployed the payloads are kept. */
export function addRelease(ledger: LedgerFile, release: ReleaseRecord, { keep }: { keep: number }): LedgerFile {
  const releases = [...ledger.releases.filter(({ id }) => id !== release.id), release]
    .sort((a, b) => b.id - a.id)
    .slice(0, REMEMBERED);
  const kept = new Set(
    releases
      .filter(({ result }) => result === "deployed")
      .slice(0, keep)
      .map(({ id }) => id),
  );
  const next = releases.map((each) => (kept.has(each.id) ? each : withoutPayload(each)));
  const used = usedSlots(next);
  const before = [...usedSlots([...ledger.releases, release]), ...ledger.retired];
  return {
    next: Math.max(ledger.next, release.id + 1),
    releases: next,
    retired: [...new Set(before)].filter((slot) => !used.has(slot)).sort((a, b) => a - b),
  };
}

/** Where a payload goes: to the one that is equal, else to the first slot that no release needs. */
export function choosePayloadSlot({ releases }: LedgerFile, digest: string): PayloadReference & { present: boolean } {
  const equal = releases.find(({ payload }) => payload?.digest === digest)?.payload;
  if (equal !== undefined) return { ...equal, present: true };
  const used = usedSlots(releases);
  let slot = 0;
  while (used.has(slot)) slot += 1;
  return { slot, digest, present: false };
}

function usedSlots(releases: readonly ReleaseRecord[]): Set<number> {
  return new Set(releases.flatMap(({ payload }) => (payload === undefined ? [] : [payload.slot])));
}

function withoutPayload({ payload: _, ...release }: ReleaseRecord): ReleaseRecord {
  return release;
}
