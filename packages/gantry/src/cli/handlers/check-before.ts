import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join, relative, resolve } from "node:path";
import { checkRepository } from "../../check/check-repository.ts";
import type { Finding } from "../../check/finding.ts";
import { describeCounts } from "../../check/report/report.ts";
import { settingsFile } from "../../check/settings/check-settings.ts";
import { UserError } from "../../model/error.ts";
import type { LoadedStack } from "../../model/stack.ts";
import type { Context } from "../context.ts";
import { chooseFrontEnd, loadStack } from "../load-stack.ts";
import { version } from "../version.ts";
import { readBaseline } from "./read-baseline.ts";
import { readTypedStack } from "./read-typed-stack.ts";

/**
 * Checks the stack that a command is about to bring to production. Warnings are counted.
 *
 * @throws UserError `refused` when there are errors: nothing has changed yet.
 */
export async function checkBefore(context: Context, command: string): Promise<void> {
  const { globals } = context;
  const silent = { globals, directory: process.cwd(), environment: process.env, note: () => undefined };
  const loaded = await loadStack({ ...silent, mode: "references" });
  const frontEnd = await chooseFrontEnd(silent);
  const root = findRoot(loaded);
  const config = frontEnd.type === "typed" ? resolve(frontEnd.file) : undefined;
  const typed = config === undefined ? undefined : await readTypedStack(config, { root, environment: globals.env });
  const deployed = typed ? [] : loaded.files.map((file) => relative(root, file)).filter((file) => !/^\.\./.test(file));
  const { findings } = checkRepository({
    root,
    typed,
    deployed,
    severity: "warn",
    environment: globals.env,
    baseline: readBaseline(root),
    version,
  });
  const errors = findings.filter(({ severity }) => severity === "error");
  if (errors.length > 0) {
    throw new UserError(`gantry ${command}: the check found ${describeCounts(errors)}; nothing was changed.`, {
      code: "refused",
      detail: errors.map(showFinding).join("\n"),
      fix: "See gantry check, or add --no-check.",
    });
  }
  if (findings.length > 0) context.note(`The check found ${describeCounts(findings)}: see gantry check.`);
}

const showFinding = ({ at, message, rule }: Finding): string =>
  `${at.file}:${at.line}:${at.column}: ${message} (${rule})`;

/** The repository of the stack: the nearest folder with git or settings of the check; else the folder that holds its files and contexts. */
function findRoot({ directory, files, stack }: LoadedStack): string {
  const contexts = Object.values(stack.services).flatMap(({ build }) => build?.context ?? []);
  const inside = [...files.map((file) => dirname(file)), ...contexts.filter((path) => path.startsWith("/"))];
  const common = inside.reduce(commonFolder, directory);
  for (let folder = common; folder !== dirname(folder) && folder !== homedir(); folder = dirname(folder)) {
    if (existsSync(join(folder, ".git")) || existsSync(join(folder, settingsFile))) return folder;
  }
  return common;
}

function commonFolder(a: string, b: string): string {
  let folder = a;
  while (folder !== b && !b.startsWith(folder === "/" ? "/" : `${folder}/`)) folder = dirname(folder);
  return folder;
}
