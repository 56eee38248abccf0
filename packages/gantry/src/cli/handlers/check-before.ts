import { dirname, resolve } from "node:path";
import { checkRepository } from "../../check/check-repository.ts";
import type { Finding } from "../../check/finding.ts";
import { describeCounts } from "../../check/report/report.ts";
import { UserError } from "../../model/error.ts";
import type { LoadedStack } from "../../model/stack.ts";
import type { Context } from "../context.ts";
import { chooseFrontEnd, loadStack } from "../load-stack.ts";
import { version } from "../version.ts";
import { relativePath } from "./check-place.ts";
import { readBaseline } from "./read-baseline.ts";
import { readTypedStack } from "./read-typed-stack.ts";
import { repositoryAround } from "./repository-around.ts";

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
  const chosen = typed ? [] : loaded.files.map((file) => relativePath(root, file));
  const { findings } = checkRepository({
    root,
    typed,
    chosen,
    onlyProduction: true,
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

/** The repository of the stack's files and contexts. */
function findRoot({ directory, files, stack }: LoadedStack): string {
  const contexts = Object.values(stack.services).flatMap(({ build }) => build?.context ?? []);
  return repositoryAround([
    directory,
    ...files.map((file) => dirname(file)),
    ...contexts.filter((path) => path.startsWith("/")),
  ]);
}
