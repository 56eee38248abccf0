import type { LedgerFile } from "./ledger-file.ts";
import type { PayloadReference, ReleaseRecord } from "./release-record.ts";

/** What is written in it, the newest release first. */
export type LedgerBooks = Pick<LedgerFile, "next" | "releases">;

/** The releases of a stack: the newest 50, and of the newest deployed ones all that is needed to deploy them again. */
export interface Ledger {
  /** Newest first. */
  list(): Promise<ReleaseRecord[]>;
  /** The release that runs: the newest that was deployed. */
  current(): Promise<ReleaseRecord | undefined>;
  /** All of it at once. `next` is the number of the release to come: numbers are never used twice, those of failed releases neither. */
  read(): Promise<LedgerBooks>;
  /** Releases that can be deployed again, newest first. */
  deployable(): Promise<ReleaseRecord[]>;
  /**
   * Puts a payload (the resolved stack with its environment) on the disk, in a slot that no release needs, before the release is
   * recorded. The same payload is kept once.
   */
  stage(payload: Uint8Array): Promise<PayloadReference>;
  /** Adds the release, or replaces the record with its number. Drops what is too old, and its payload from the disk. */
  record(release: ReleaseRecord): Promise<void>;
  /**
   * The payload of a release.
   * @throws UserError `not-found` when there is no such release, or its payload is not kept any more.
   */
  readPayload(id: number): Promise<Buffer>;
}
