import { stat } from "node:fs/promises";
import { isAbsolute, resolve } from "node:path";
import { configError, type Issue, UserError } from "../../model/error.ts";
import { type BuildTarget, isRemote, type TargetSet } from "./build-target.ts";
import { missingContext } from "./missing-context.ts";

/**
 * Finds what no builder could do anything with.
 *
 * @param directory The folder that relative contexts count from.
 * @throws UserError `unsupported` for keys that no builder has, `config` for folders and Dockerfiles that are not there: all of them.
 */
export async function checkTargets({ targets: wanted, linked }: TargetSet, directory: string): Promise<void> {
  const targets = [...wanted, ...linked];
  const refused = targets.find(({ build }) => build.isolation !== undefined);
  if (refused) {
    throw new UserError(`${pathOf(refused)}.isolation is not supported: BuildKit has no such thing.`, {
      code: "unsupported",
      fix: "Remove the key.",
    });
  }
  const found = await Promise.all(targets.map((target) => findMissing(target, directory)));
  const issues = found.flatMap((issue) => issue ?? []);
  if (issues.length > 0) throw configError(issues);
}

async function findMissing(target: BuildTarget, directory: string): Promise<Issue | undefined> {
  const { context = ".", dockerfile = "Dockerfile", dockerfile_inline: inline } = target.build;
  if (isRemote(context)) return undefined;
  const folder = resolve(directory, context);
  if (!(await stat(folder).catch(() => undefined))?.isDirectory()) {
    return missingContext(pathOf(target), folder);
  }
  const file = isAbsolute(dockerfile) ? dockerfile : resolve(folder, dockerfile);
  if (inline !== undefined || (await isThere(file))) return undefined;
  // BuildKit takes it, too.
  if (dockerfile === "Dockerfile" && (await isThere(resolve(folder, "dockerfile")))) return undefined;
  return {
    message: `${pathOf(target)}.dockerfile: there is no file ${file}.`,
    fix: "Name the Dockerfile, relative to build.context, or let a recipe write one.",
  };
}

const isThere = async (path: string): Promise<boolean> => (await stat(path).catch(() => undefined)) !== undefined;

const pathOf = ({ services, name }: BuildTarget): string => `services.${services[0] ?? name}.build`;
