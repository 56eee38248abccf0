import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { WrittenRecipe } from "../../packages/gantry/src/image/detect/detect-facts.ts";
import { lockPython } from "../../test/e2e/image/recipes/lock-python.ts";
import { type Command, runTimed } from "../measure.ts";

/** An application that is built twice from the same sources: by a document's own Dockerfile, and by Gantry's recipe. */
export interface BuildSubject {
  title: string;
  /** Folder under test/fixtures/apps. */
  source: string;
  /** Dockerfile in this folder. */
  document: string;
  recipe: WrittenRecipe;
  /** Base images that have to be there. */
  images: readonly string[];
  /** A base image that is built first, untimed: its tag, and its folder among the sources. */
  base?: { tag: string; folder: string };
  /** Gives the manifest another content, so that no earlier run's cache answers. Absent: there is no manifest. */
  makeUnique?(folder: string, mark: string): Promise<void>;
  /** One line of source. Absent: there are no sources. */
  changeSource?(folder: string, mark: string): Promise<void>;
  /** One more dependency, its lock file included. Absent: there is no lock file. */
  changeDependency?(folder: string): Promise<void>;
}

/** As it is named in everyskill-caddy.Dockerfile. */
const xcaddy = "gantry-bench/xcaddy";

export const subjects: readonly BuildSubject[] = [
  {
    title: "Next.js in a Turborepo (EverySkill's Dockerfile)",
    source: "nextjs-turborepo",
    document: "everyskill-web",
    recipe: { name: "nextjs", app: "apps/web" },
    images: ["node:22-alpine"],
    ...pnpmWorkspace("apps/web", "@shop/web"),
  },
  {
    title: "Next.js in a Turborepo (Trovella's stages)",
    source: "nextjs-turborepo",
    document: "trovella-web",
    recipe: { name: "nextjs", app: "apps/web" },
    images: ["node:22-alpine"],
    ...pnpmWorkspace("apps/web", "@shop/web"),
  },
  {
    title: "NestJS (ProcGenie's stages)",
    source: "nestjs",
    document: "procgenie-api",
    recipe: { name: "node" },
    images: ["node:22-alpine"],
    makeUnique: (folder, mark) => describePackage(join(folder, "package.json"), mark),
    changeSource: (folder, mark) => edit(join(folder, "src/app.module.ts"), `"ok"`, `"ok", mark: "${mark}"`),
    changeDependency: (folder) => run(folder, ["npm", "install", "--package-lock-only", "--no-audit", "ms@2.1.3"]),
  },
  {
    title: "FastAPI with uv (Shootout's Dockerfile)",
    source: "fastapi-uv",
    document: "shootout-backend",
    recipe: { name: "fastapi", base: "python:3.12-slim" },
    images: ["python:3.12-slim"],
    makeUnique: async (folder, mark) => {
      await edit(join(folder, "pyproject.toml"), /^description = .*$/m, `description = "${mark}"`);
      await lock(folder);
    },
    changeSource: (folder, mark) => edit(join(folder, "app/main.py"), /$/, `\nMARK = "${mark}"\n`),
    changeDependency: async (folder) => {
      await edit(join(folder, "pyproject.toml"), "dependencies = [", 'dependencies = [\n  "humanize>=4",');
      await lock(folder);
    },
  },
  {
    title: "Caddy with a DNS module (EverySkill's Dockerfile)",
    source: "caddy-dns",
    document: "everyskill-caddy",
    recipe: { name: "caddy", base: xcaddy, modules: ["dns.example.com/acme@v1.0.0"] },
    images: ["caddy:2-builder", "caddy:2-alpine", "alpine:3.22"],
    base: { tag: xcaddy, folder: "builder" },
  },
];

async function lock(folder: string): Promise<void> {
  const unreachable = await lockPython(folder);
  if (unreachable !== undefined) throw new Error(unreachable);
}

function pnpmWorkspace(
  app: string,
  name: string,
): Required<Pick<BuildSubject, "makeUnique" | "changeSource" | "changeDependency">> {
  return {
    makeUnique: async (folder, mark) => {
      // A hook for the team's own machines, of which the documents' Dockerfiles know nothing.
      await edit(join(folder, "package.json"), /,\s*"prepare": "husky"/, "");
      await describePackage(join(folder, app, "package.json"), mark);
      // What both documents ask for. Gantry's recipe does not need it.
      await edit(join(folder, app, "next.config.ts"), /(: NextConfig = \{)/, '$1\n  output: "standalone",');
    },
    changeSource: (folder, mark) => edit(join(folder, app, "app/page.tsx"), "a shop without a name", `shop ${mark}`),
    changeDependency: (folder) =>
      run(folder, ["npx", "--yes", "pnpm@10.34.8", "--filter", name, "add", "--lockfile-only", "ms@2.1.3"]),
  };
}

async function describePackage(file: string, mark: string): Promise<void> {
  const manifest = JSON.parse(await readFile(file, "utf8"));
  await writeFile(file, `${JSON.stringify({ ...manifest, description: mark }, null, 2)}\n`);
}

async function edit(file: string, find: string | RegExp, replacement: string): Promise<void> {
  const text = await readFile(file, "utf8");
  const changed = text.replace(find, replacement);
  if (changed === text) throw new Error(`${file} does not have ${find}`);
  await writeFile(file, changed);
}

async function run(cwd: string, argv: Command["argv"]): Promise<void> {
  await runTimed({ argv, cwd });
}
