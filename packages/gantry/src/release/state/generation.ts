import { createHash } from "node:crypto";
import { UserError } from "../../model/error.ts";

/** One version of a record. Without content: the record was erased. */
export interface Generation {
  /** Counts the record's writes, from 1. */
  sequence: number;
  content: Buffer | undefined;
}

const FORMAT = 1;
const HEADER = /^gantry-record (\d+) (\d+) (content|erased) (\d+) ([0-9a-f]{64})\n/;
const LONGEST_HEADER = 128;

/** A line that says what follows and how it can be told to be whole, then the content. */
export function encodeGeneration({ sequence, content }: Generation): Buffer {
  const kind = content === undefined ? "erased" : "content";
  const body = content ?? Buffer.alloc(0);
  const header = `gantry-record ${FORMAT} ${sequence} ${kind} ${body.length} ${hash(sequence, kind, body)}\n`;
  return Buffer.concat([Buffer.from(header), body]);
}

/**
 * The version that these bytes are; undefined when they are none or not all of one.
 * @throws UserError `unsupported` when a newer Gantry wrote them.
 */
export function decodeGeneration(bytes: Uint8Array): Generation | undefined {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const header = HEADER.exec(buffer.toString("latin1", 0, LONGEST_HEADER));
  if (header === null) return undefined;
  const [line, format, sequence, kind = "", length, digest] = header;
  if (Number(format) > FORMAT) throw newerGantry();
  const body = buffer.subarray(line.length);
  if (body.length !== Number(length) || hash(Number(sequence), kind, body) !== digest) return undefined;
  return { sequence: Number(sequence), content: kind === "erased" ? undefined : body };
}

export function newerGantry(): UserError {
  return new UserError("The stack's state on the server was written by a newer version of Gantry.", {
    code: "unsupported",
    exitCode: 1,
    fix: "Update Gantry on this machine.",
  });
}

function hash(sequence: number, kind: string, body: Uint8Array): string {
  return createHash("sha256").update(`${FORMAT} ${sequence} ${kind}\n`).update(body).digest("hex");
}
