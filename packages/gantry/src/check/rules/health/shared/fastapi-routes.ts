import type { Facts } from "../../../facts/facts.ts";
import type { Place } from "../../../place.ts";

export interface FastapiRoute {
  readonly methods: readonly string[];
  /** Without the prefixes of its routers. */
  readonly path: string;
  readonly at: Place;
}

export interface FastapiRoutes {
  readonly routes: readonly FastapiRoute[];
  /** The segments of all prefixes of routers. */
  readonly prefixes: ReadonlySet<string>;
  /** Whether there may be more: routes that are mounted, added by a call, or that a library brings. */
  readonly isOpen: boolean;
}

const decorator =
  /^[ \t]*@\w+\.(get|post|put|delete|patch|head|options|api_route)\(\s*(?:path\s*=\s*)?(?:(["'])([^"'\n]*)\2)?([^\n]*)/gm;
const open =
  /\b(add_api_route|add_route|add_websocket_route|root_path|Mount)\b|\.mount\(|fastapi_(users|health)|import \w*[Hh]ealth_?[Cc]heck|prefix\s*=\s*(?!["'])\S/;

/** The routes of a FastAPI application by its decorators. */
export function fastapiRoutes(facts: Facts, folder: string): FastapiRoutes {
  const routes: FastapiRoute[] = [];
  const prefixes = new Set<string>();
  let isOpen = false;
  for (const file of facts.repository.below(folder)) {
    if (!file.endsWith(".py") || /(^|\/)(tests?|migrations|alembic)\//.test(file)) continue;
    const source = facts.repository.read(file);
    if (!source) continue;
    isOpen ||= open.test(source.text);
    for (const [, , text = ""] of source.text.matchAll(/prefix\s*=\s*(["'])([^"'\n]*)\1/g)) {
      for (const segment of text.split("/").filter(Boolean)) prefixes.add(segment);
    }
    if (!/\bfastapi\b/.test(source.text)) continue;
    for (const match of source.text.matchAll(decorator)) {
      const [whole, method = "", , path, rest = ""] = match;
      if (path === undefined) isOpen = true;
      else {
        const given = [...rest.matchAll(/["'](GET|HEAD|POST|PUT|PATCH|DELETE)["']/g)].map(([, name = ""]) => name);
        const methods = method === "api_route" ? given : [method.toUpperCase()];
        const start = match.index + whole.search(/@/);
        routes.push({ path, methods, at: source.placeOf(start, match.index + whole.length) });
      }
    }
  }
  return { routes, prefixes, isOpen };
}
