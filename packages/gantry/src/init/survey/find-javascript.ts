import { join, posix } from "node:path";
import { findPackages, type Package } from "../../image/detect/javascript/find-packages.ts";
import { parseStart } from "../../image/detect/javascript/parse-start.ts";
import type { Application, ApplicationKind, BackgroundProcess, Found } from "../findings.ts";
import { describeJavascript } from "./describe-javascript.ts";
import { folderOf } from "./find-variables.ts";
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

/** The packages that run or are served: libraries are left out. */
export function findJavascript(tree: Tree, { context, packages }: JavascriptRoot): Application[] {
  return packages.flatMap((one) => {
    const made = recognize(one);
    return made ? [describeJavascript(tree, { context, package: one, ...made })] : [];
  });
}

export interface Recognized {
  kind: ApplicationKind;
  framework: string;
  background: boolean;
  start?: readonly string[];
  notes: readonly string[];
}

const servers: readonly (readonly [string, string])[] = [
  ["@nestjs/core", "NestJS"],
  ["fastify", "Fastify"],
  ["hono", "Hono"],
  ["express", "Express"],
  ["koa", "Koa"],
  ["@hapi/hapi", "hapi"],
  ["elysia", "Elysia"],
];

const queues = ["bullmq", "bull", "bee-queue", "pg-boss", "graphile-worker", "agenda", "amqplib", "kafkajs"];

/** Frameworks without a recipe of their own: their server is a Node.js program, or what they build is served. */
const others: readonly { name: string; packages: readonly string[]; server?: string; start?: readonly string[] }[] = [
  { name: "Nuxt", packages: ["nuxt"], start: ["node", ".output/server/index.mjs"] },
  {
    name: "SvelteKit",
    packages: ["@sveltejs/kit"],
    server: "@sveltejs/adapter-node",
    start: ["node", "build/index.js"],
  },
  { name: "Remix", packages: ["@remix-run/serve", "@remix-run/node"] },
  { name: "React Router", packages: ["@react-router/serve", "@react-router/node"] },
  { name: "Astro", packages: ["astro"], server: "@astrojs/node", start: ["node", "./dist/server/entry.mjs"] },
];

function recognize({ manifest }: Package): Recognized | undefined {
  const { dependencies, devDependencies, scripts, main } = manifest;
  const all = { ...devDependencies, ...dependencies };
  const start = findStart(scripts);
  const base = { background: false, notes: [], ...(start.extracted ? { start: start.program ?? [] } : {}) };
  if (all["next"] !== undefined) return { kind: "nextjs", framework: "Next.js", background: false, notes: [] };
  const other = others.find(({ packages }) => packages.some((name) => all[name] !== undefined));
  if (other) return recognizeOther(other, all, start.program);
  const server = servers.find(([name]) => dependencies[name] !== undefined);
  const runs = start.program ?? (dependencies["@nestjs/core"] === undefined ? undefined : ["node", "dist/main.js"]);
  if (server && (runs || main !== undefined)) return { ...base, kind: "node", framework: server[1] };
  const served = all["vite"] !== undefined && scripts["build"] !== undefined;
  if (served && runs === undefined) return { kind: "staticSite", framework: "Vite", background: false, notes: [] };
  if (runs === undefined) return undefined;
  const background =
    queues.some((name) => dependencies[name] !== undefined) || /worker|queue|consumer|jobs/.test(manifest.name ?? "");
  return { ...base, kind: "node", framework: "Node.js", background };
}

function recognizeOther(
  { name, server, start }: (typeof others)[number],
  all: Readonly<Record<string, string>>,
  program: readonly string[] | undefined,
): Recognized {
  const runs = program ?? (server === undefined || all[server] !== undefined ? start : undefined);
  const base = { framework: name, background: false };
  if (name === "Astro" && runs === undefined) return { ...base, kind: "staticSite", notes: [] };
  if (runs === undefined) {
    const notes = [
      `${name} has no recipe of its own, and no start script runs its server: its build is served as files.`,
    ];
    return { ...base, kind: "staticSite", notes };
  }
  return {
    ...base,
    kind: "node",
    start: runs,
    notes: [`${name} has no recipe of its own: its server runs as a Node.js program.`],
  };
}

/** The program of the start script; the recipe finds it by itself unless a shell stands around it. */
function findStart(scripts: Readonly<Record<string, string>>): { program?: string[]; extracted: boolean } {
  for (const name of ["start:prod", "start"]) {
    const script = scripts[name] ?? "";
    const whole = parseStart(script);
    if (whole) return { program: whole, extracted: false };
    const last = parseStart(script.split(/&&|;/).at(-1) ?? "");
    if (last && /&&|;/.test(script)) return { program: last, extracted: true };
  }
  return { extracted: false };
}

/** Scripts that start a background process of the same package. */
export function findProcesses(scripts: Readonly<Record<string, string>>, from: string): BackgroundProcess[] {
  return Object.entries(scripts).flatMap(([name, script]) => {
    const key = /^(?:start:)?(worker|queue|consumer|jobs|scheduler)(?::(?:prod|start))?$/.exec(name)?.[1];
    const command = key === undefined ? undefined : parseStart(script);
    return key !== undefined && command ? [{ name: key, command, from }] : [];
  });
}

const migrationScripts = [
  "db:migrate:deploy",
  "migrate:deploy",
  "db:deploy",
  "db:migrate",
  "migrate",
  "migration:run",
  "migrations:run",
  "prisma:migrate",
];

/** The script that brings the database up to date, as a program that the image has; `missing` is what it lacks for that. */
export function findMigration(
  { folder, manifest }: Package,
  context: string,
): (Found<readonly string[]> & { missing?: string }) | undefined {
  const { scripts, dependencies, devDependencies } = manifest;
  const name = migrationScripts.find((each) => scripts[each] !== undefined && !/migrate dev\b/.test(scripts[each]));
  const script = name === undefined ? undefined : scripts[name];
  if (name === undefined || script === undefined) return undefined;
  const from = posix.join(context, folder, "package.json");
  const program = parseStart(script);
  const tool = program?.find((word) => devDependencies[word] !== undefined && dependencies[word] === undefined);
  if (program) return { value: program, from, ...(tool === undefined ? {} : { missing: tool }) };
  const [word = "", ...rest] = script.split(/\s+/).filter((each) => !each.includes("="));
  const known: Readonly<Record<string, string>> = {
    prisma: "prisma",
    "drizzle-kit": "drizzle-kit",
    knex: "knex",
    "node-pg-migrate": "node-pg-migrate",
  };
  const value = ["node", `node_modules/.bin/${word}`, ...rest];
  const owner = known[word];
  return { value, from, missing: owner !== undefined && dependencies[owner] !== undefined ? "" : (owner ?? script) };
}
