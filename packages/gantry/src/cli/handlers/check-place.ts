import { statSync } from "node:fs";
import { dirname, relative, resolve, sep } from "node:path";
import { UserError } from "../../model/error.ts";
import { repositoryAround } from "./repository-around.ts";

/** What is checked: one folder as a repository, or files and folders in the repository around them. */
export interface CheckPlace {
  /** Absolute path. */
  readonly root: string;
  /** What findings have to do with, relative to the root. Undefined: with anything there. */
  readonly within?: readonly string[];
}

/**
 * Finds the repository that operands mean.
 *
 * @throws UserError `usage` for a path that does not exist.
 */
export function findCheckPlace(operands: readonly string[]): CheckPlace {
  const paths = operands.map((path) => ({ path: resolve(path), isFolder: isFolder(path) }));
  const [first = { path: process.cwd(), isFolder: true }, ...rest] = paths;
  if (first.isFolder && rest.length === 0) return { root: first.path };
  const folderOf = (each: typeof first) => (each.isFolder ? each.path : dirname(each.path));
  const root = repositoryAround([folderOf(first), ...rest.map(folderOf)]);
  const within = paths.map(({ path }) => relativePath(root, path));
  return within.includes("") ? { root } : { root, within };
}

/** A path in a repository, with `/`. */
export const relativePath = (root: string, path: string): string => relative(root, path).split(sep).join("/");

function isFolder(path: string): boolean {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found) return found.isDirectory();
  throw new UserError(`gantry check: ${JSON.stringify(path)} does not exist.`, {
    code: "usage",
    fix: "Give folders or files of a repository, or nothing for the current folder.",
  });
}
