import { closeSync, constants, fstatSync, openSync, readFileSync } from "node:fs";
import { maximumMebibytes } from "./maximum-size.ts";
import { SourceText } from "./source-text.ts";

export type SourceFailure = "missing" | "unreadable" | "too-large" | "binary";

/** The text of a file, or why there is none. */
export function readSourceFile(absolute: string, path: string): SourceText | SourceFailure {
  let file: number;
  try {
    // Opening a pipe that has a name waits until somebody writes into it, unless one does not want to.
    file = openSync(absolute, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "ENOENT" ? "missing" : "unreadable";
  }
  try {
    const status = fstatSync(file);
    if (!status.isFile()) return "unreadable";
    if (status.size > maximumMebibytes(path) * 1024 * 1024) return "too-large";
    return decode(readFileSync(file), path);
  } catch (error) {
    if (error instanceof Error && "code" in error) return "unreadable";
    throw error;
  } finally {
    closeSync(file);
  }
}

function decode(bytes: Buffer, path: string): SourceText | SourceFailure {
  if (bytes.subarray(0, 8192).includes(0)) return "binary";
  const text = bytes.toString("utf8");
  return new SourceText(path, text, !text.includes("\uFFFD"));
}
