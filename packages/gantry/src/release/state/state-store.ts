/**
 * Small records in a stack's state volume, on the engine that the stack runs on. A record is a name with slashes
 * (`payloads/3`) and its bytes; it is written whole and read whole.
 *
 * A write that is cut half-way (a lost connection, `kill -9`, a full disk, a reboot) leaves the record as it was, or, when
 * all of it had arrived, as it should be; never in between. One
 * writer at a time: whoever writes holds the stack's lock. Readers need none.
 */
export interface StateStore {
  /** The stack's name. */
  readonly project: string;
  /** The record's newest whole content; undefined where there is none. */
  read(path: string): Promise<Buffer | undefined>;
  /** Every record of a folder with its content, in one request: of `audit`, the keys `0`, `1` …, sorted. */
  readAll(folder: string): Promise<Map<string, Buffer>>;
  /** Replaces the record, and returns the sequence number of what was written. */
  write(path: string, content: Uint8Array, options?: WriteOptions): Promise<number>;
  /** Removes the record and what it held. Without effect where there is none. */
  erase(path: string): Promise<void>;
}

export interface WriteOptions {
  /** Nothing of what the record was stays on the disk, once the new content is there. */
  forget?: boolean;
  /** The sequence number of the record as it is, from the write before: saves asking for it. */
  follows?: number | undefined;
}
