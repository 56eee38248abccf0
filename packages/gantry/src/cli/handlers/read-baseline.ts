import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Baseline, parseBaseline } from "../../check/suppress/baseline.ts";
import { UserError } from "../../model/error.ts";

export const defaultBaseline = "gantry.check-baseline.json";

/**
 * The baseline that is named; else the one in its usual place in the root, if there is one.
 *
 * @throws UserError `not-found` when the one that is named does not exist; `config` for a file that cannot be read or is no baseline.
 */
export function readBaseline(root: string, named?: string): Baseline | undefined {
  const path = named ?? join(root, defaultBaseline);
  if (existsSync(path)) return parseBaseline(readText(path), path);
  if (named === undefined) return undefined;
  throw new UserError(`${path}: the baseline does not exist.`, {
    code: "not-found",
    fix: "Make one with --update-baseline.",
  });
}

function readText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (cause) {
    if (!(cause instanceof Error && "code" in cause)) throw cause;
    throw new UserError(`${path}: the baseline cannot be read (${cause.code}).`, {
      code: "config",
      fix: "Give the name of a file that --update-baseline made.",
      cause,
    });
  }
}
