import type { Facts } from "../../../facts/facts.ts";
import type { ScriptSource } from "../../../facts/script-source.ts";
import { appFolderOf } from "../../../facts/service/app-folder.ts";
import { type NextRoute, nextRoutes, routeFor } from "./next-routes.ts";
import { probedPath } from "./probed-path.ts";

/** The file of a Next.js application that answers health checks. */
export interface HealthRoute {
  readonly script: ScriptSource;
  readonly route: NextRoute;
  /** The range of `next` in the application's package.json. */
  readonly version: string;
  readonly path: string;
}

const healthName = /^(health|healthz|healthcheck|health-check|livez?|liveness|readyz?|readiness|ping|up)$/i;

/** The handlers of Next.js applications that are named after health, or that a health check asks. */
export function* nextHealthRoutes(facts: Facts): Generator<HealthRoute> {
  for (const each of facts.packages) {
    const next = each.dependency("next");
    if (!next) continue;
    const routes = nextRoutes(facts, each.folder).filter(({ isHandler }) => isHandler);
    const asked = routes.length > 0 ? askedRoutes(facts, each.folder, routes) : new Set();
    for (const route of routes) {
      const isHealth = asked.has(route) || route.segments.some((segment) => healthName.test(segment));
      const script = isHealth ? facts.script(route.file) : undefined;
      if (script) yield { script, route, version: next.version, path: `/${route.segments.join("/")}` };
    }
  }
}

function askedRoutes(facts: Facts, folder: string, routes: readonly NextRoute[]): Set<NextRoute> {
  const asked = new Set<NextRoute>();
  for (const service of facts.services()) {
    const probed = probedPath(service);
    const route = probed && appFolderOf(service) === folder ? routeFor(routes, probed.path) : undefined;
    if (route) asked.add(route);
  }
  return asked;
}
