import { posix } from "node:path";
import type { Facts } from "../../facts/facts.ts";
import type { Report } from "../../finding.ts";
import { defineRule } from "../../rule.ts";
import { wholeCopy } from "./shared/whole-copy.ts";

export const rule = defineRule({
  id: "dockerignore-misplaced",
  group: "image",
  severity: "warn",
  summary: "A .dockerignore lies where a build looks for it",
  why: "Docker looks at the root of the context, and beside the Dockerfile for a file with the Dockerfile's own name. Anywhere else the file has no effect and no message says so: the build takes everything, slow and with secrets, while whoever reads the repository believes that it does not.",
  fix: "Move it to the root of the context, or name it <Dockerfile>.dockerignore beside the Dockerfile.",
  links: ["https://docs.docker.com/build/concepts/context/#filename-and-location"],
  since: "0.1.0",
  autofix: "suggest",
  *check(facts) {
    for (const path of facts.repository.ofKind("dockerignore")) {
      const name = posix.basename(path);
      const folder = posix.dirname(path).replace(/^\.$/, "");
      const at = { file: path, line: 1, column: 1 };
      const report = name.toLowerCase() === ".dockerignore" ? checkPlain(facts, folder, path) : checkNamed(facts, path);
      if (report) yield { at, ...report };
    }
  },
});

function checkNamed(facts: Facts, path: string): Omit<Report, "at"> | undefined {
  const dockerfile = path.replace(/\.dockerignore$/i, "");
  if (facts.repository.exists(dockerfile) !== "no") return undefined;
  return {
    message: `No build reads this file: there is no ${posix.basename(dockerfile)} beside it.`,
    advice: `Give it the name of its Dockerfile, with .dockerignore after it.`,
  };
}

function checkPlain(facts: Facts, folder: string, path: string): Omit<Report, "at"> | undefined {
  const { builds } = facts;
  // Nobody says how some image is built: that may be with this folder.
  if (
    builds.length === 0 ||
    builds.some(({ context, dockerfilePath }) => context === undefined && mayUse(dockerfilePath, folder))
  )
    return undefined;
  const own = builds.filter(({ context }) => context === folder);
  if (own.some((build) => build.ignore?.path !== path || wholeCopy(build))) return undefined;
  // Its Dockerfiles are built from a context above it.
  const above = builds.find(
    ({ context, dockerfilePath }) =>
      context !== undefined && context !== folder && isInside(dockerfilePath, folder) && isInside(folder, context),
  );
  if (own.length > 0 && !above) return undefined;
  const contexts = [...new Set(builds.flatMap(({ context }) => context ?? []))];
  const context = above?.context ?? (contexts.length === 1 ? contexts[0] : undefined);
  const root =
    context === undefined ? "the root of the context" : context === "" ? "the repository's root" : `${context}/`;
  return {
    message:
      own.length > 0
        ? "This file has no effect: what is built from this folder takes single files only, and the other build has its context elsewhere."
        : "No build reads this file: its folder is the context of none.",
    related: above ? [{ at: above.contextAt, message: "The context is here." }] : [],
    advice: above?.ignore
      ? `That build reads ${above.ignore.path}: take this file out, or name it after its Dockerfile.`
      : `Move it to ${root}, or name it after its Dockerfile.`,
  };
}

const isInside = (path: string | undefined, folder: string): boolean =>
  path !== undefined && (folder === "" || path.startsWith(`${folder}/`));

/** A Dockerfile in the folder or above it. */
const mayUse = (dockerfile: string | undefined, folder: string): boolean =>
  dockerfile === undefined ||
  isInside(dockerfile, folder) ||
  isInside(`${folder}/`, posix.dirname(dockerfile).replace(/^\.$/, ""));
