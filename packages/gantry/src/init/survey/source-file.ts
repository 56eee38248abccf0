import { filesBelow, type Tree } from "./tree.ts";

export interface SourceFile {
  path: string;
  text: string;
}

/** The program's own sources in a folder. */
export function listSources(tree: Tree, folder: string): SourceFile[] {
  return filesBelow(tree, folder)
    .filter(([path]) => /\.([cm]?[jt]sx?|py)$/.test(path) && !/\.(test|spec|config|d)\.[cm]?[jt]sx?$/.test(path))
    .map(([path, text]) => ({ path, text }));
}
