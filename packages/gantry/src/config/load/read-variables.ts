import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { parseDotenv } from "../../compose/dotenv/parse-dotenv.ts";
import { UserError } from "../../model/error.ts";

export interface ReadVariablesOptions {
  /** The config's folder, where `.env` and `.env.<environment>` are. */
  directory: string;
  environment: string;
  /** The process's own. */
  env: Readonly<Record<string, string | undefined>>;
  /** Absolute paths of the files given with `--env-file`; a later one goes before an earlier one. */
  envFiles: readonly string[];
}

export interface ReadVariables {
  variables: Record<string, string>;
  /** Those among them that are meant for this environment or this run: all but what `.env` alone says. */
  firm: Record<string, string>;
  /** Absolute paths of the files that were there. */
  files: string[];
}

/**
 * The variables of an environment. Who comes first has the word: the process, `--env-file`, `.env.<environment>`, `.env`.
 *
 * @throws UserError `not-found` for an `--env-file` that is not there; `config` for a line that is no assignment.
 */
export async function readVariables({
  directory,
  environment,
  env,
  envFiles,
}: ReadVariablesOptions): Promise<ReadVariables> {
  const own = Object.fromEntries(
    Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
  const shared = join(directory, ".env");
  const optional = [shared, join(directory, `.env.${environment}`)];
  const files: string[] = [];
  let variables: Record<string, string> = {};
  let firm: Record<string, string> = {};
  for (const file of [...optional, ...envFiles.map((each) => resolve(each))]) {
    const text = await readText(file, !optional.includes(file));
    if (text === undefined) continue;
    files.push(file);
    const known = variables;
    const read = parseDotenv(text, { file, lookup: (name) => own[name] ?? known[name] });
    variables = { ...known, ...Object.fromEntries(read) };
    if (file !== shared) firm = { ...firm, ...Object.fromEntries(read) };
  }
  return { variables: { ...variables, ...own }, firm: { ...firm, ...own }, files };
}

async function readText(file: string, required: boolean): Promise<string | undefined> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    if (!required) return undefined;
    throw new UserError(`--env-file: ${file} does not exist.`, {
      code: "not-found",
      fix: "Check the path.",
      cause: error,
    });
  }
}
