import { closeSync, openSync, readSync, statSync } from "node:fs";
import { limits } from "./limits.ts";

export type ReadFailure = "missing" | "folder" | "denied" | "too-large" | "remote" | "special";

/** The text of a file, or why there is none. The pipes of `<(…)` are read too; opening one that has a name could wait for ever. */
export function readTextFile(path: string): { text: string } | { failure: ReadFailure } {
  let file: number;
  try {
    if (!/^\/(dev|proc)\//.test(path) && statSync(path).isFIFO()) return { failure: "special" };
    file = openSync(path, "r");
  } catch (error) {
    return { failure: failureOf(error) };
  }
  try {
    return readAll(file);
  } catch (error) {
    return { failure: failureOf(error) };
  } finally {
    closeSync(file);
  }
}

function readAll(file: number): { text: string } | { failure: ReadFailure } {
  const chunks: Buffer[] = [];
  let size = 0;
  for (;;) {
    const chunk = Buffer.allocUnsafe(64 * 1024);
    const count = readSync(file, chunk);
    if (count === 0) return { text: Buffer.concat(chunks, size).toString("utf8") };
    size += count;
    if (size > limits.fileSize) return { failure: "too-large" };
    chunks.push(chunk.subarray(0, count));
  }
}

function failureOf(error: unknown): ReadFailure {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  // The last is Node's for a path with a null byte.
  if (code === "ENOENT" || code === "ENOTDIR" || code === "ERR_INVALID_ARG_VALUE") return "missing";
  if (code === "EISDIR") return "folder";
  if (code === "EACCES" || code === "EPERM" || code === "ELOOP" || code === "ENAMETOOLONG") return "denied";
  // No device, or a socket.
  if (code === "ENXIO" || code === "ENODEV" || code === "EIO") return "special";
  throw error;
}

/** What is wrong with a file that could not be read, as the end of a sentence that begins with its name. */
export const describeFailure: Readonly<Record<ReadFailure, string>> = {
  missing: "does not exist.",
  folder: "is a folder, not a file.",
  denied: "cannot be read: permission denied.",
  special: "is a pipe, a socket or a device, not a file.",
  remote: "is not on this machine; Gantry reads local files only. Fetch it, and give its path.",
  "too-large": `is larger than ${limits.fileSize / 1024 / 1024} MiB.`,
};
