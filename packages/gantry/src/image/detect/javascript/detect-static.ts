import { posix } from "node:path";
import { UserError } from "../../../model/error.ts";
import { publicPrefixes, type Recipe } from "../../../model/recipe.ts";
import type { JavascriptFacts } from "../../recipes/javascript/javascript-facts.ts";
import type { StaticFacts } from "../../recipes/static/static-facts.ts";
import type { Place } from "../place.ts";
import { isThere } from "../read-project.ts";
import { detectJavascript } from "./detect-javascript.ts";
import type { Package } from "./find-packages.ts";
import { browserRouters, type SiteFramework, siteFrameworks } from "./site-frameworks.ts";

const defaultPort = 8080;

export async function detectStatic(recipe: Recipe, place: Place): Promise<StaticFacts> {
  const { facts, app } = await detectJavascript(recipe, place, {
    looksRight: (candidate) => frameworkOf(candidate) !== undefined,
    publicPrefixes: publicPrefixes.static,
  });
  const { build, dev: _dev, include: _include, ...rest } = facts;
  if (build === undefined) throw noBuild(app);
  const framework = frameworkOf(app);
  const output = recipe.output ?? framework?.output ?? "dist";
  const hashed = await findHashed(place, app, framework);
  const port = rest.port ?? defaultPort;
  const dev = devProgram(facts, app, framework, port);
  return {
    ...rest,
    recipe: "static",
    build,
    port,
    server: recipe.server ?? "nginx",
    output: posix.normalize(output).replace(/\/$/, ""),
    singlePage: recipe.single_page ?? (framework?.package === "vite" && has(app, ...browserRouters)),
    ...(hashed === undefined ? {} : { hashed }),
    ...(dev ? { dev } : {}),
    include: [],
  };
}

function frameworkOf(app: Package): SiteFramework | undefined {
  return siteFrameworks.find((framework) => has(app, framework.package));
}

function has({ manifest: { dependencies, devDependencies } }: Package, ...names: readonly string[]): boolean {
  return names.some((name) => dependencies[name] !== undefined || devDependencies[name] !== undefined);
}

/** Not where the application puts files of its own: their names say nothing of their content. */
async function findHashed(
  { context }: Place,
  { folder }: Package,
  framework: SiteFramework | undefined,
): Promise<string | undefined> {
  if (framework?.hashed === undefined) return undefined;
  const own = await Promise.all(
    ["public", "static"].map((name) => isThere(context, posix.join(folder, name, framework.hashed ?? ""))),
  );
  return own.includes(true) ? undefined : framework.hashed;
}

/** In a container its server has to listen on all addresses, which it only does when it is told to. */
function devProgram(
  { dev, packageManager }: JavascriptFacts,
  { manifest }: Package,
  framework: SiteFramework | undefined,
  port: number,
): readonly string[] | undefined {
  const [program] = (manifest.scripts[dev?.at(-1) ?? ""] ?? "").split(" ");
  if (dev === undefined || framework?.program === undefined || program !== framework.program) return dev;
  const separator = packageManager.name === "npm" ? ["--"] : [];
  return [...dev, ...separator, "--host", "0.0.0.0", "--port", String(port)];
}

function noBuild({ folder }: Package): UserError {
  return new UserError(`${posix.join(folder, "package.json")}: there is no script "build".`, {
    code: "config",
    fix: 'Add one that writes the site, such as "astro build", or set the recipe\'s build.',
  });
}
