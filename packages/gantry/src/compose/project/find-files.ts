import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { UserError } from "../../model/error.ts";
import { type Loading, lookupIn, type Variables } from "../loading.ts";

const defaultNames = ["compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml"];
const overrideNames = [
  "compose.override.yml",
  "compose.override.yaml",
  "docker-compose.override.yml",
  "docker-compose.override.yaml",
];

/**
 * The project's files: the given ones, or those of `COMPOSE_FILE`, or the first default name in the folder or one above it, with its override.
 *
 * @throws UserError `not-found`
 */
export function findFiles(
  given: readonly string[] | undefined,
  variables: Variables,
  folder: string,
  loading: Loading,
): readonly string[] {
  if (given) return given;
  const named = lookupIn(variables, "COMPOSE_FILE");
  if (named) return named.split(lookupIn(variables, "COMPOSE_PATH_SEPARATOR") || ":");
  for (let current = folder; ; current = dirname(current)) {
    const file = firstOf(defaultNames, current, loading);
    if (file) {
      const override = firstOf(overrideNames, current, loading);
      return override ? [file, override] : [file];
    }
    if (dirname(current) === current) throw noFile(folder);
  }
}

function firstOf(names: readonly string[], folder: string, { warnings }: Loading): string | undefined {
  const found = names.filter((name) => existsSync(join(folder, name)));
  const [first] = found;
  if (first === undefined) return undefined;
  if (found.length > 1)
    warnings.add(`There are several Compose files in ${folder}: ${found.join(", ")}. ${first} is used.`);
  return join(folder, first);
}

const noFile = (folder: string): UserError =>
  new UserError(`there is no Compose file in ${folder} or a folder above it.`, {
    code: "not-found",
    fix: `Add a ${defaultNames[0]}, let "gantry init" write a gantry.config.ts, or name a file with -f.`,
  });
