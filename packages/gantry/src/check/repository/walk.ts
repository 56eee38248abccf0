import { type Dirent, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { ignoredFolders } from "./ignored-folders.ts";

export interface Tree {
  /** Paths of files, relative to the root, with `/`, sorted. */
  files: string[];
  /** Folders that were looked into; the root is `""`. */
  folders: Set<string>;
  /** Folders that are there but were not looked into. */
  closed: Set<string>;
  /** Whether there are more files than the limit. */
  cut: boolean;
}

/** A repository with more files is not read to its end. */
const maximumFiles = 200_000;
const maximumDepth = 40;

/**
 * The files below a folder. A link to a folder is not followed, so that there are no circles; a link to a file counts as a file.
 * What cannot be read is left closed.
 */
export function walk(root: string): Tree {
  const tree: Tree = { files: [], folders: new Set(), closed: new Set(), cut: false };
  const waiting = [{ path: "", depth: 0 }];
  for (let next = waiting.pop(); next && !tree.cut; next = waiting.pop()) {
    const { path, depth } = next;
    const entries = depth > maximumDepth ? undefined : list(join(root, path));
    if (!entries) {
      tree.closed.add(path);
      continue;
    }
    tree.folders.add(path);
    for (const entry of entries) {
      const child = path === "" ? entry.name : `${path}/${entry.name}`;
      if (entry.isDirectory()) {
        if (ignoredFolders.has(entry.name)) tree.closed.add(child);
        else waiting.push({ path: child, depth: depth + 1 });
      } else if (entry.isFile() || (entry.isSymbolicLink() && leadsToFile(join(root, child)))) {
        tree.files.push(child);
      } else if (entry.isSymbolicLink()) tree.closed.add(child);
    }
    tree.cut = tree.files.length > maximumFiles;
  }
  tree.files.sort();
  return tree;
}

function list(folder: string): Dirent[] | undefined {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    if (error instanceof Error && "code" in error) return undefined;
    throw error;
  }
}

const leadsToFile = (path: string): boolean => {
  try {
    return statSync(path).isFile();
  } catch {
    return false;
  }
};
