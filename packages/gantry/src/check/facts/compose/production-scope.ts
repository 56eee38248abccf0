import { basename, dirname } from "node:path";
import type { ComposeCommand } from "./compose-command.ts";
import type { ComposeSet } from "./find-stacks.ts";

/** Whether a set of files is what runs in production, and how that is known. */
export interface Scope {
  readonly production: boolean;
  /** A clause: `its name says so`. */
  readonly reason: string;
}

/** Names of files, jobs and targets that are for production. */
export const productionName =
  /(^|[-_./])(prod|production|live|deploy|release|staging|stage|server|vps|swarm)([-_./]|$)/i;
const developmentName =
  /(^|[-_./])(dev|devel|development|local|override|test|tests|testing|ci|e2e|debug|sandbox|example|examples|samples?|demo|fixtures?|devcontainer)([-_./]|$)/i;

/**
 * Says of each of the sets whether it is production: when one of its files is named so, when a deployment uses it, or when it is the only
 * one of its folder and not just what scripts for development start. A name that says development is never overruled.
 */
export function productionScopes(all: readonly ComposeSet[]): (set: ComposeSet) => Scope {
  const named = all.filter(({ files }) => files.some((file) => productionName.test(nameOf(file))));
  const folders = new Map<string, Beside>();
  for (const set of all) {
    const beside = folders.get(folderOf(set)) ?? { count: 0, rivals: new Set() };
    folders.set(folderOf(set), beside);
    beside.count += 1;
    if (!isDevelopment(set)) beside.rivals.add(set);
  }
  return (set) => scopeOf(set, named, folders.get(folderOf(set)) ?? { count: 0, rivals: new Set() });
}

/** The sets of one folder. */
interface Beside {
  count: number;
  /** Those that are not named for development. */
  readonly rivals: Set<ComposeSet>;
}

function scopeOf(set: ComposeSet, namedSo: readonly ComposeSet[], { count, rivals }: Beside): Scope {
  const named = set.files.find((file) => productionName.test(nameOf(file)));
  if (named) return { production: true, reason: `${basename(named)} is named so` };
  const development = set.files.find((file) => developmentName.test(nameOf(file)));
  if (development) return { production: false, reason: `${basename(development)} is named so` };
  const folder = dirname(set.files.find((file) => developmentName.test(`${dirname(file)}/`)) ?? "");
  if (folder !== ".") return { production: false, reason: `${folder} is named so` };
  const swarm = set.commands.find((command) => command.swarm);
  if (swarm) return { production: true, reason: `${swarm.command.document.file} gives it to a swarm` };
  const deploy = set.commands.find((command) => command.subcommand !== "down" && isDeployment(command));
  if (deploy) return { production: true, reason: `${deploy.command.document.file} deploys it` };
  const other = namedSo.find(({ files }) => isBelow(files, set));
  if (other) return { production: false, reason: `${other.files.at(-1)} is for production` };
  const script = set.commands.length > 0 && set.commands.every(isForDevelopment) ? set.commands[0] : undefined;
  if (script) return { production: false, reason: `${script.command.document.file} starts it for development` };
  if (rivals.size === (rivals.has(set) ? 1 : 0)) {
    return { production: true, reason: count === 1 ? "it is the only one" : "the others are for development" };
  }
  return { production: false, reason: "another set is for production" };
}

const nameOf = (file: string): string => basename(file).replace(/\.ya?ml$/, "");

/** Whether files lie below the folder of a set: `infra/compose.prod.yaml` beside `compose.yaml` of the root. */
const isBelow = ([first = ""]: readonly string[], set: ComposeSet): boolean =>
  folderOf(set) === "." ? dirname(first) !== "." : dirname(first).startsWith(`${folderOf(set)}/`);

const folderOf = ({ files: [first = ""] }: ComposeSet): string => dirname(first);

const isDevelopment = ({ files }: ComposeSet): boolean => files.some((file) => developmentName.test(nameOf(file)));

/** A command of a package script or target that is named so: `"dev": "docker compose up -d && next dev"`. */
function isForDevelopment({ command }: ComposeCommand): boolean {
  const { origin } = command.document;
  if (origin.type === "package-script") return developmentName.test(origin.script.replaceAll(":", "/"));
  return origin.type === "make" && developmentName.test(origin.target);
}

/** A command of a job, script or target that is there to deploy, or that runs on another machine. */
export function isDeployment({ command }: Pick<ComposeCommand, "command">): boolean {
  let document = command.document;
  while (document.origin.type === "nested") {
    if (document.origin.remote) return true;
    document = document.origin.within.document;
  }
  const { origin } = document;
  if (origin.type === "make") return productionName.test(origin.target);
  if (origin.type === "package-script") return productionName.test(origin.script.replaceAll(":", "/"));
  if (origin.type === "workflow") return productionName.test(`${document.file} ${origin.job} `.replaceAll(" ", "/"));
  return origin.type === "script" && productionName.test(document.file);
}
