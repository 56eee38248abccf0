import { resolve } from "node:path";
import { type Issue, UserError } from "../../model/error.ts";
import { displayPath, type Loading, lookupIn, type Variables, warnUnset } from "../loading.ts";
import { describeFailure, readTextFile } from "../read/read-text-file.ts";
import { parseDotenv } from "./parse-dotenv.ts";

/**
 * The variables of env files, later ones over earlier ones. Each sees `known`, which wins in its expressions, and the files before it.
 *
 * @throws UserError `config` with the position, or `not-found`.
 */
export function readEnvFiles(files: readonly string[], known: Variables, loading: Loading): Map<string, string> {
  const variables = new Map<string, string>();
  for (const file of files) {
    const read = readTextFile(resolve(loading.cwd, file));
    const name = displayPath(file, loading.cwd);
    if ("failure" in read) {
      const issue: Issue = { message: `the env file ${name} ${describeFailure[read.failure]}` };
      throw new UserError(issue.message, { code: "not-found", issues: [issue] });
    }
    const found = parseDotenv(read.text, {
      file: name,
      lookup: (variable) => lookupIn(known, variable) ?? variables.get(variable),
      onUnset: warnUnset(loading),
    });
    for (const [variable, value] of found) variables.set(variable, value);
  }
  return variables;
}
