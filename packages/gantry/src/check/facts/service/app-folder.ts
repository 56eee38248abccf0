import { posix } from "node:path";
import type { Facts } from "../facts.ts";
import type { ServiceFacts } from "./service-facts.ts";

const javascript = ["next", "@nestjs/core", "express", "fastify", "hono", "koa", "nuxt", "astro", "@remix-run/node"];
const python = ["fastapi", "flask", "django", "starlette", "litestar", "aiohttp", "sanic"];

/** The folder of the web application that a service is built from; undefined when there are several, and nothing tells which. */
export function appFolderOf({ build, stack }: ServiceFacts): string | undefined {
  const context = build?.context;
  if (context === undefined || !build?.dockerfile) return undefined;
  const folders = webFolders(stack.facts).filter((folder) => isBelow(folder, context));
  if (folders.length <= 1) return folders[0];
  const own = posix.dirname(build.dockerfile.path).replace(/^\.$/, "");
  if (own !== context && folders.includes(own)) return own;
  const { text } = build.dockerfile.source;
  const named = folders.filter((folder) => {
    const inside = posix.relative(context, folder);
    return inside !== "" && new RegExp(`(^|[\\s/"'=.])${inside}([\\s/"']|$)`, "m").test(text);
  });
  return named.length === 1 ? named[0] : undefined;
}

const isBelow = (folder: string, context: string): boolean =>
  context === "" || folder === context || folder.startsWith(`${context}/`);

function webFolders(facts: Facts): string[] {
  const folders = new Set<string>();
  for (const each of facts.packages) {
    if (javascript.some((name) => each.dependency(name))) folders.add(each.folder);
  }
  for (const project of facts.pythonProjects) {
    if (python.some((name) => project.dependency(name))) folders.add(project.folder);
  }
  return [...folders];
}
