import { join, posix } from "node:path";
import { findPackages, type Package } from "../../image/detect/javascript/find-packages.ts";
import type { Application } from "../findings.ts";
import { describeJavascript } from "./describe-javascript.ts";
import { folderOf } from "./find-variables.ts";
import { recognizePackage } from "./recognize-package.ts";
import type { Tree } from "./tree.ts";

export interface JavascriptRoot {
  /** The folder of the lock file: what builds get. */
  context: string;
  packages: readonly Package[];
}

/** Packages and workspaces: each package.json that belongs to no workspace above it begins one. */
export async function findJavascriptRoots(tree: Tree): Promise<JavascriptRoot[]> {
  const manifests = tree.paths.filter((path) => posix.basename(path) === "package.json").map(folderOf);
  const roots: JavascriptRoot[] = [];
  const members = new Set<string>();
  for (const context of manifests.sort((a, b) => a.split("/").length - b.split("/").length || (a < b ? -1 : 1))) {
    if (members.has(context) && context !== ".") continue;
    const { root, packages } = await findPackages(join(tree.directory, context));
    for (const { folder } of packages) members.add(posix.join(context, folder));
    roots.push({ context, packages: [root, ...packages] });
  }
  return roots;
}

/** The lock files of the package managers. */
export const javascriptLocks = [
  "package-lock.json",
  "npm-shrinkwrap.json",
  "pnpm-lock.yaml",
  "yarn.lock",
  "bun.lock",
  "bun.lockb",
];

/** The packages that run or are served: libraries are left out. */
export function findJavascript(tree: Tree, { context, packages }: JavascriptRoot): Application[] {
  const locked = javascriptLocks.some((name) => tree.paths.includes(posix.join(context, name)));
  return packages.flatMap((one) => {
    const made = recognizePackage(one);
    if (!made) return [];
    const application = describeJavascript(tree, { context, package: one, ...made });
    return [locked || application.dockerfile !== undefined ? application : { ...application, todo: [lockIt(context)] }];
  });
}

function lockIt(context: string): string {
  const place = context === "." ? "" : ` in ${context}`;
  return `Run the package manager's install${place} and commit its lock file: the build installs what it says.`;
}
