import type { Facts } from "../../../facts/facts.ts";
import type { Tri } from "../../../tri.ts";
import { fastapiRoutes } from "./fastapi-routes.ts";
import { nestPaths } from "./nest-paths.ts";
import { nextRoutes, routeFor } from "./next-routes.ts";

/** Whether a Next.js application answers a path. Unknown where its configuration, a server of its own or a rewrite has a say. */
export function nextAnswers(facts: Facts, folder: string, path: string): Tri {
  const routes = nextRoutes(facts, folder);
  if (routes.length === 0) return "unknown";
  if (routeFor(routes, path)) return "yes";
  const { repository } = facts;
  const prefix = folder === "" ? "" : `${folder}/`;
  if (repository.hasFile(`${prefix}public${path}`)) return "yes";
  const textOf = (pattern: RegExp) =>
    repository
      .below(folder)
      .filter((file) => pattern.test(file.slice(prefix.length)))
      .map((file) => repository.read(file)?.text ?? "")
      .join("\n");
  if (/\b(rewrites|basePath|i18n|pageExtensions)\b/.test(textOf(/^next\.config\.[cm]?[jt]s$/))) return "unknown";
  if (/\brewrite\b/.test(textOf(/^(src\/)?(middleware|proxy)\.[jt]s$/))) return "unknown";
  return textOf(/^(src\/)?server\.[cm]?[jt]s$/) === "" ? "no" : "unknown";
}

export function fastapiAnswers(facts: Facts, folder: string, path: string): Tri {
  const { routes, prefixes, isOpen } = fastapiRoutes(facts, folder);
  if (routes.length === 0) return "unknown";
  if (/^\/(docs|redoc|openapi\.json)$/.test(path)) return "yes";
  const parts = path.split("/").filter(Boolean);
  for (const route of routes) {
    const own = route.path.split("/").filter(Boolean);
    const rest = parts.slice(0, parts.length - own.length);
    if (own.length > parts.length) continue;
    const tail = parts.slice(rest.length);
    if (!own.every((segment, index) => segment.startsWith("{") || segment === tail[index])) continue;
    if (rest.every((segment) => prefixes.has(segment))) return "yes";
  }
  return isOpen ? "unknown" : "no";
}

export function nestAnswers(facts: Facts, folder: string, path: string): Tri {
  const paths = nestPaths(facts, folder);
  if (!paths || paths.length === 0) return "unknown";
  const parts = path.split("/").filter(Boolean);
  const fits = (own: readonly string[]) =>
    own.length === parts.length && own.every((segment, index) => segment.startsWith(":") || segment === parts[index]);
  return paths.some((each) => /[*(]/.test(each) || fits(each.split("/").filter(Boolean))) ? "yes" : "no";
}
