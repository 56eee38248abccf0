import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { UserError } from "../../model/error.ts";

/**
 * Writes a file that the user asked for, with the folders that it lies in.
 *
 * @param option What the user gave it with, such as `--output`.
 * @throws UserError `usage` when there cannot be a file of that name, or it may not be written.
 */
export function writeOutput(path: string, text: string, option: string): void {
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  } catch (cause) {
    if (!(cause instanceof Error && "code" in cause)) throw cause;
    throw new UserError(`${option}: ${JSON.stringify(path)} cannot be written (${cause.code}).`, {
      code: "usage",
      fix: "Give the name of a file, in a folder that you may write to.",
      cause,
    });
  }
}
