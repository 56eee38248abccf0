import { posix } from "node:path";
import type { Tri } from "../../tri.ts";
import { matcherOf } from "../dockerfile/dockerignore.ts";
import type { Facts } from "../facts.ts";
import { isGitIgnored } from "../git/git-ignore.ts";
import type { ImageBuild } from "./image-build.ts";

/** Folders into which tools write: what is in them need not be in a repository. */
const made =
  /(^|\/)(dist|build|target|out|output|release|releases|artifacts?|publish|bin|obj|_build|generated|\.output|\.next|\.turbo|node_modules|vendor|coverage|static|staticfiles|wheels|tmp)(\/|$)|\.(jar|war|whl|tgz|tar|gz|zip|deb|rpm|so|exe)$/;

/** Whether a source of COPY has something in the context, its `.dockerignore` not looked at. Unknown for what a tool may make or Git leaves out. */
export function inContext(facts: Facts, { context }: Pick<ImageBuild, "context">, source: string): Tri {
  if (context === undefined || source.includes("$")) return "unknown";
  const clean = posix
    .normalize(source)
    .replace(/^(\.\.?\/|\/)+/, "")
    .replace(/\/$/, "");
  if (clean === "." || clean === "" || clean === "..") return "yes";
  const path = posix.join(context, clean);
  if (/[*?[]/.test(clean)) {
    if (filesOfPattern(facts, context, clean).length > 0) return "yes";
  } else {
    const exists = facts.repository.exists(path);
    if (exists !== "no") return exists;
  }
  return made.test(clean) || isGitIgnored(facts.repository, `${path}/`) || facts.repository.hasFile(".gitmodules")
    ? "unknown"
    : "no";
}

/** The files and folders of the context that a pattern of COPY names, relative to the context. */
export function filesOfPattern(facts: Facts, context: string, pattern: string): string[] {
  const depth = pattern.split("/").length;
  const matches = matcherOf(pattern);
  const paths = facts.repository.below(context).map((file) => (context === "" ? file : file.slice(context.length + 1)));
  const heads = new Set(paths.map((path) => path.split("/").slice(0, depth).join("/")));
  return [...heads].filter((head) => head.split("/").length === depth && matches(head));
}
