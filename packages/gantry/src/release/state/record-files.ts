import { UserError } from "../../model/error.ts";
import { decodeGeneration, encodeGeneration, type Generation } from "./generation.ts";

export type Slot = "a" | "b";

/** The two files of a record, as they are on the disk: each write goes to the one that is not the newest. */
export type RecordFiles = Partial<Record<Slot, Uint8Array>>;

/** The number says the file, so that a write never lies over the version that it follows. */
export function slotOf(sequence: number): Slot {
  return sequence % 2 === 1 ? "a" : "b";
}

/**
 * The newest whole version; undefined when the record was never written.
 * @throws UserError `failed` when there was one, and nothing whole is left of it.
 */
export function newestGeneration(path: string, { a, b }: RecordFiles): Generation | undefined {
  const whole = [a, b].flatMap((file) => (file === undefined ? [] : (decodeGeneration(file) ?? [])));
  const [newest] = whole.sort((one, other) => other.sequence - one.sequence);
  // Only one file, and not whole: the very first write was cut.
  if (newest === undefined && a !== undefined && b !== undefined && a.length + b.length > 0) throw damaged(path);
  return newest;
}

/** The files to write, in this order, for a record to become that version. An empty one takes what was there off the disk. */
export function filesToWrite(next: Generation, { forget = false } = {}): [Slot, Buffer][] {
  const slot = slotOf(next.sequence);
  const files: [Slot, Buffer][] = [[slot, encodeGeneration(next)]];
  return forget ? [...files, [slot === "a" ? "b" : "a", Buffer.alloc(0)]] : files;
}

function damaged(path: string): UserError {
  return new UserError(
    `The stack's state on the server is damaged: neither version of its record "${path}" is whole.`,
    {
      code: "failed",
      fix: "Check the server's disk. Restore the state's volume from a copy, or remove it: then the next release is the first.",
    },
  );
}
