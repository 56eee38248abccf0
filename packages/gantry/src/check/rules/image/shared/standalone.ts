import { posix } from "node:path";
import type { DockerWord, Instruction } from "../../../facts/dockerfile/instruction.ts";
import { workdirAt } from "../../../facts/dockerfile/workdir-at.ts";
import type { Facts } from "../../../facts/facts.ts";
import type { PackageFacts } from "../../../facts/package-facts.ts";
import type { ProductionStage } from "./production-stages.ts";

/** The COPY that brings the standalone server of Next.js into an image. */
export interface Standalone {
  readonly copy: Instruction;
  readonly source: DockerWord;
  /** The application's folder in the builder, as COPY has it: `/app/apps/web`. */
  readonly builtIn: string;
  /** What of the standalone folder is copied: `""` for all of it. */
  readonly inner: string;
  /** Where it is copied to, absolute; undefined when that is not known. */
  readonly target: string | undefined;
  /** The application in the repository. */
  readonly app: PackageFacts | undefined;
  /** Its folder relative to the build's context; undefined when the context is not known. */
  readonly folder: string | undefined;
}

export function standaloneOf(facts: Facts, { stage, builds }: ProductionStage): Standalone | undefined {
  for (const copy of stage.inherited) {
    if (copy.keyword !== "COPY") continue;
    for (const source of copy.words.slice(0, -1)) {
      const match = /^(.*?)\/?\.next\/standalone(?:\/(.*?))?\/?$/.exec(source.text);
      if (!match) continue;
      const builtIn = match[1] ?? "";
      const last = copy.words.at(-1)?.text ?? "";
      const workdir = workdirAt(stage, copy);
      const target =
        last.includes("$") || (!last.startsWith("/") && workdir === undefined)
          ? undefined
          : posix.resolve(workdir ?? "/", last);
      const context = builds.find((build) => build.context !== undefined)?.context;
      const app = findApp(facts, builtIn, context ?? "");
      const inner = (match[2] ?? "").replace(/^\.$/, "");
      return { copy, source, builtIn, inner, target, app, folder: app && relativeTo(app.folder, context) };
    }
  }
  return undefined;
}

/** The application that is built in a folder of the builder: the one whose folder its path ends with, or the only one. */
function findApp(facts: Facts, builtIn: string, context: string): PackageFacts | undefined {
  const apps = facts.packages.filter(
    (each) => each.dependency("next") && relativeTo(each.folder, context) !== undefined,
  );
  const named = apps.filter(({ folder }) => {
    const path = relativeTo(folder, context);
    return path !== undefined && path !== "" && builtIn.endsWith(`/${path}`);
  });
  if (named.length === 1) return named[0];
  const root = apps.find(({ folder }) => folder === context);
  return root ?? (apps.length === 1 ? apps[0] : undefined);
}

function relativeTo(folder: string, context: string | undefined): string | undefined {
  if (context === undefined) return undefined;
  if (context === "") return folder;
  return folder === context ? "" : folder.startsWith(`${context}/`) ? folder.slice(context.length + 1) : undefined;
}

/** Where the server stands in what is copied: Next.js repeats the path below the folder that it traces files from. */
export function serverFolder(facts: Facts, { folder, inner, app }: Standalone): string | undefined {
  if (folder === undefined || !app) return undefined;
  const below = folder === "" || !isWorkspace(facts, app) ? "" : folder;
  if (inner === "") return below;
  return inner === below || below === "" ? "" : undefined;
}

/** Whether the application belongs to a workspace above it, whose lock file tells Next.js where to begin. */
export const isWorkspace = (facts: Facts, { folder }: PackageFacts): boolean => {
  const parents = folder === "" ? [] : folder.split("/").map((_, index, parts) => parts.slice(0, index).join("/"));
  return parents.some((parent) =>
    ["pnpm-workspace.yaml", "pnpm-lock.yaml", "package-lock.json", "yarn.lock", "bun.lock", "bun.lockb"].some((name) =>
      facts.repository.hasFile(posix.join(parent, name)),
    ),
  );
};

/** The application's `next.config`. */
export function nextConfig(facts: Facts, { folder }: PackageFacts) {
  const path = ["js", "mjs", "ts", "cjs", "mts"]
    .map((extension) => posix.join(folder, `next.config.${extension}`))
    .find((each) => facts.repository.hasFile(each));
  return path === undefined ? undefined : facts.repository.read(path);
}
