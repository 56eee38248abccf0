import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Baseline, parseBaseline } from "../../check/suppress/baseline.ts";
import { UserError } from "../../model/error.ts";

export const defaultBaseline = "gantry.check-baseline.json";

/**
 * The baseline that is named; else the one in its usual place in the root, if there is one.
 *
 * @throws UserError `not-found` when the one that is named does not exist; `config` for a file that is no baseline.
 */
export function readBaseline(root: string, named?: string): Baseline | undefined {
  const path = named ?? join(root, defaultBaseline);
  if (existsSync(path)) return parseBaseline(readFileSync(path, "utf8"), path);
  if (named === undefined) return undefined;
  throw new UserError(`${path}: the baseline does not exist.`, {
    code: "not-found",
    fix: "Make one with --update-baseline.",
  });
}
