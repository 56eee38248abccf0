import { posix } from "node:path";
import { matcherOf } from "../../../facts/dockerfile/dockerignore.ts";
import type { Facts } from "../../../facts/facts.ts";
import type { PackageFacts } from "../../../facts/package-facts.ts";
import { nodeAt, textsOf } from "../../../parse/tree-access.ts";

/** The packages of the workspace whose root is a folder, the root itself left out; undefined when it is none. */
export function workspacePackages(facts: Facts, root: string): PackageFacts[] | undefined {
  const patterns = patternsOf(facts, root);
  if (patterns.length === 0) return undefined;
  const positive = patterns.filter((pattern) => !pattern.startsWith("!")).map(exactly);
  const negative = patterns.filter((pattern) => pattern.startsWith("!")).map((pattern) => exactly(pattern.slice(1)));
  return facts.packages.filter(({ folder }) => {
    const path = root === "" ? folder : folder.startsWith(`${root}/`) ? folder.slice(root.length + 1) : "";
    return path !== "" && positive.some((matches) => matches(path)) && !negative.some((matches) => matches(path));
  });
}

function patternsOf(facts: Facts, root: string): string[] {
  const pnpm = facts.tree(posix.join(root, "pnpm-workspace.yaml"))?.documents[0];
  const own = textsOf(nodeAt(pnpm, "packages")).map(({ text }) => text);
  if (own.length > 0) return own;
  const manifest = facts.packages.find(({ folder }) => folder === root)?.root;
  const workspaces = nodeAt(manifest, "workspaces");
  return textsOf(workspaces?.kind === "mapping" ? nodeAt(workspaces, "packages") : workspaces).map(({ text }) => text);
}

/** The folder itself, and none below it. */
function exactly(pattern: string): (path: string) => boolean {
  const clean = pattern.replace(/^\.\//, "").replace(/\/$/, "");
  const matches = matcherOf(clean);
  const depth = clean.split("/").length;
  return (path) => matches(path) && (clean.includes("**") || path.split("/").length === depth);
}
