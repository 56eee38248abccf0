import type { Package } from "../../image/detect/javascript/find-packages.ts";
import { parseStart } from "../../image/detect/javascript/parse-start.ts";
import { browserRouters } from "../../image/detect/javascript/site-frameworks.ts";
import type { ApplicationKind } from "../findings.ts";

/** What a package becomes when it runs. */
export interface RecognizedPackage {
  kind: ApplicationKind;
  framework: string;
  background: boolean;
  singlePage?: boolean;
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

/** What runs in a package; undefined for a library. */
export function recognizePackage({ manifest }: Package): RecognizedPackage | undefined {
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
  if (runs === undefined) return scripts["build"] === undefined ? undefined : recognizeSite(all);
  const background =
    queues.some((name) => dependencies[name] !== undefined) || /worker|queue|consumer|jobs/.test(manifest.name ?? "");
  return { ...base, kind: "node", framework: "Node.js", background };
}

/** Frameworks whose build is files. Vite is among the packages of the others, so it comes last. */
const sites: readonly (readonly [name: string, framework: string])[] = [
  ["@docusaurus/core", "Docusaurus"],
  ["vitepress", "VitePress"],
  ["react-scripts", "Create React App"],
  ["vite", "Vite"],
];

function recognizeSite(all: Readonly<Record<string, string>>): RecognizedPackage | undefined {
  const site = sites.find(([name]) => all[name] !== undefined);
  if (site === undefined) return undefined;
  const singlePage = browserRouters.some((name) => all[name] !== undefined);
  return { kind: "staticSite", framework: site[1], background: false, singlePage, notes: [] };
}

function recognizeOther(
  { name, server, start }: (typeof others)[number],
  all: Readonly<Record<string, string>>,
  program: readonly string[] | undefined,
): RecognizedPackage {
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
