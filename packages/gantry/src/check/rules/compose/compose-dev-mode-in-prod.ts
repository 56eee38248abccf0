import { posix } from "node:path";
import type { Facts } from "../../facts/facts.ts";
import { appFolderOf } from "../../facts/service/app-folder.ts";
import type { ServiceFacts } from "../../facts/service/service-facts.ts";
import { startPlace } from "../../facts/service/start-place.ts";
import type { Report } from "../../finding.ts";
import { replaceWithin } from "../../fix/edit.ts";
import { defineRule } from "../../rule.ts";
import { unwrapCommand } from "../../shell/command-line.ts";
import type { ShellCommand } from "../../shell/shell-document.ts";
import { developmentValue } from "./shared/development-value.ts";
import { isFromBase } from "./shared/production-file.ts";

export const rule = defineRule({
  id: "compose-dev-mode-in-prod",
  group: "compose",
  severity: "error",
  summary: "Production runs no development server, watcher or debugger",
  why: "Development servers compile at each request, watch files and show source and stack traces to whoever asks; a debugger runs any code that it is sent. Frameworks also switch off caches and secure cookies when they are told that they are in development.",
  fix: "Run what the production build is started with, and set the environment to production.",
  links: ["https://nodejs.org/en/learn/getting-started/nodejs-the-difference-between-development-and-production"],
  since: "0.1.0",
  autofix: "suggest",
  *check(facts) {
    for (const service of facts.productionServices()) {
      const found = developmentCommand(service);
      if (found) {
        yield {
          ...startPlace(service, found.command),
          message: `"${service.name}" runs ${found.what} in production.`,
          advice: "Run the production command of the framework, after its build.",
        };
      }
      yield* variables(facts, service);
    }
  },
});

const shells = /^(\S*\/)?(ba|a|da)?sh$/;

/** Words of commands, and what they mean. */
const modes: readonly (readonly [RegExp, string])[] = [
  [/\b(uvicorn|gunicorn|hypercorn|granian|fastapi|flask|daphne|robyn)\b.* --reload\b/, "a server that reloads itself"],
  [/\bfastapi dev\b/, "the development server of FastAPI"],
  [
    /(^|[\s/])(next|nuxt|nuxi|astro|vite|remix|vinxi|react-router|svelte-kit|gatsby|strapi) (dev|develop)( |$)/,
    "a development server",
  ],
  [/(^|[\s/])vite( serve| --host\S*| --port\S*|$)/, "the development server of Vite"],
  [/(^|[\s/])(nodemon|ts-node-dev|tsnd)( |$)/, "a watcher"],
  [/(^|[\s/])tsx watch( |$)/, "a watcher"],
  [/(^|[\s/])nest start( .*)? (--watch|-w|--debug|-d)\b/, "a watcher"],
  [/(^|[\s/])(node|bun)( \S+)* --(watch|hot)(-path\S*)?( |$)/, "a watcher"],
  [/(^|[\s/])(node|tsx|bun)( \S+)* --inspect(-brk)?([= ]|$)/, "a debugger"],
  [/(^|[\s/])flask (--debug run|run( .*)? --debug)\b/, "the debugger of Flask"],
  [/\bmanage\.py runserver\b/, "the development server of Django"],
];

function developmentCommand(service: ServiceFacts): { command: ShellCommand; what: string } | undefined {
  const { startCommands } = service;
  for (const command of startCommands) {
    const argv = unwrapCommand(command.argv);
    if (shells.test(argv[0] ?? "")) continue;
    const text = argv.join(" ");
    const mode = modes.find(([pattern]) => pattern.test(text));
    if (mode) return { command, what: mode[1] };
    // The script of a package that is not in the repository: its name says it.
    const script = /^(npm|pnpm|yarn|bun)( run)? (dev|develop|start:dev|serve:dev)$/.exec(text)?.[3];
    const isRead = startCommands.some(
      ({ document: { origin } }) => origin.type === "package-script" && origin.script === script,
    );
    if (script !== undefined && !isRead) return { command, what: `the script ${script}` };
  }
  return undefined;
}

function* variables(facts: Facts, service: ServiceFacts): Generator<Report> {
  for (const { name, value, source, at, valueAt } of service.env) {
    // What a template says is for whoever copies it, unless it is named so; what comes from a base file is told by the merge's own rule.
    if (source === "env-template" && !/prod/i.test(posix.basename(at.file))) continue;
    if (isFromBase(service, at) || /SYNC/.test(name)) continue;
    const better = developmentValue(name === "DEBUG" && isDjango(facts, service) ? "DJANGO_DEBUG" : name, value);
    if (better !== undefined) {
      yield {
        at,
        message: `${name} of "${service.name}" is ${value} in production.`,
        fix: { title: `Set it to ${better}`, suggestion: true, edits: replaceWithin(facts, valueAt, value, better) },
      };
    } else if (name === "NODE_OPTIONS" && /--inspect(-brk)?([= ]|$)/.test(value)) {
      yield {
        at,
        message: `NODE_OPTIONS of "${service.name}" opens a debugger in production.`,
        advice: "Take --inspect out.",
      };
    }
  }
}

/** Whether the settings' DEBUG is likely to be read from the variable of that name: other programs take it for what they log. */
function isDjango(facts: Facts, service: ServiceFacts): boolean {
  const folder = appFolderOf(service);
  return facts.pythonProjects.some((each) => each.folder === folder && each.dependency("django") !== undefined);
}
