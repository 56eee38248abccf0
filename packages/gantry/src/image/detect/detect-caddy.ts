import { posix } from "node:path";
import { UserError } from "../../model/error.ts";
import type { Recipe } from "../../model/recipe.ts";
import type { CaddyFacts } from "../recipes/caddy/caddy-facts.ts";
import { detectShared } from "./detect-shared.ts";
import type { Place } from "./place.ts";
import { isThere } from "./read-project.ts";

/** A host, at least one folder, perhaps a version: `github.com/caddy-dns/hetzner/v2@v2.0.0`. */
const modulePath = /^[\w-]+(\.[\w-]+)+(\/[\w.~-]+)+(@[\w.+/-]+)?$/;

export async function detectCaddy(recipe: Recipe, place: Place): Promise<CaddyFacts> {
  const shared = detectShared(recipe, place, { base: "caddy:*-builder", version: "2", title: "caddy" });
  const app = posix.normalize(recipe.app ?? ".");
  const usual = (await isThere(place.context, posix.join(app, "Caddyfile"))) ? ["Caddyfile"] : [];
  return {
    ...shared,
    recipe: "caddy",
    port: shared.port ?? 80,
    modules: checkModules(recipe.modules ?? [], place),
    app,
    include: recipe.include ?? usual,
    writablePaths: ["/config", "/data"],
  };
}

function checkModules(modules: readonly string[], { path }: Place): string[] {
  const where = `${path}.x-gantry.recipe.modules`;
  if (modules.length === 0) {
    throw new UserError(`${where}: there is no module to build Caddy with.`, {
      code: "config",
      fix: 'Name one, such as "github.com/caddy-dns/hetzner/v2@v2.0.0", or use the image caddy:2-alpine as it is.',
    });
  }
  const wrong = modules.find((module) => !modulePath.test(module));
  if (wrong !== undefined) {
    throw new UserError(`${where}: ${JSON.stringify(wrong)} is not the path of a Go module.`, {
      code: "config",
      fix: 'Write it as in "github.com/caddy-dns/hetzner/v2@v2.0.0".',
    });
  }
  return [...modules].sort();
}
