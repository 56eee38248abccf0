import { posix } from "node:path";
import { escapePattern } from "../../escape-pattern.ts";
import type { Facts } from "../facts.ts";
import { parseImageReference } from "../images/image-reference.ts";
import { hasUnknown } from "../unknown.ts";
import type { BuildFacts, ServiceFacts } from "./service-facts.ts";

const javascript = ["next", "@nestjs/core", "express", "fastify", "hono", "koa", "nuxt", "astro", "@remix-run/node"];
const python = ["fastapi", "flask", "django", "starlette", "litestar", "aiohttp", "sanic"];

/** The folder of the web application that a service is built from; undefined when there are several, and nothing tells which. */
export function appFolderOf(service: ServiceFacts): string | undefined {
  const { stack } = service;
  const build = service.build ?? pushedBuild(service);
  const context = build?.context;
  if (context === undefined || !build?.dockerfile) return undefined;
  const folders = webFolders(stack.facts).filter((folder) => isBelow(folder, context));
  if (folders.length <= 1) return folders[0];
  const own = posix.dirname(build.dockerfile.path).replace(/^\.$/, "");
  if (own !== context && folders.includes(own)) return own;
  const { text } = build.dockerfile.source;
  const named = folders.filter((folder) => {
    const inside = posix.relative(context, folder);
    return inside !== "" && new RegExp(`(^|[\\s/"'=.])${escapePattern(inside)}([\\s/"']|$)`, "m").test(text);
  });
  return named.length === 1 ? named[0] : undefined;
}

/** How a workflow builds the image that the service runs: the tags that it pushes have its name. */
function pushedBuild({ model, stack }: ServiceFacts): Pick<BuildFacts, "context" | "dockerfile"> | undefined {
  if (model.image === undefined || hasUnknown(parseImageReference(model.image).name)) return undefined;
  const { name } = parseImageReference(model.image);
  for (const { jobs } of stack.facts.workflows) {
    for (const step of jobs.flatMap(({ steps }) => steps)) {
      const tags = step.with.get("tags")?.text ?? "";
      if (!step.uses?.startsWith("docker/build-push-action@") || !tags.includes(`${name}:`)) continue;
      const given = posix.normalize(step.with.get("context")?.text ?? ".");
      const context = given === "." || given === "./" ? "" : given.replace(/\/$/, "");
      const dockerfile = stack.facts.dockerfile(step.with.get("file")?.text ?? posix.join(context, "Dockerfile"));
      return { context, dockerfile };
    }
  }
  return undefined;
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
