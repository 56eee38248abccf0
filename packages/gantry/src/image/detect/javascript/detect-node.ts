import { posix } from "node:path";
import { UserError } from "../../../model/error.ts";
import type { Recipe } from "../../../model/recipe.ts";
import type { NodeFacts } from "../../recipes/node/node-facts.ts";
import type { Place } from "../place.ts";
import { isThere } from "../read-project.ts";
import { detectJavascript } from "./detect-javascript.ts";
import { findOutput } from "./find-output.ts";
import type { Package } from "./find-packages.ts";
import { parseStart } from "./parse-start.ts";
import { refuseMissingTools } from "./refuse-missing-tools.ts";

/** Folders that programs read while they run, and builds do not copy. */
const runtimeFolders = ["prisma", "drizzle", "migrations", "views", "templates", "public", "static", "assets"];

export async function detectNode(recipe: Recipe, place: Place): Promise<NodeFacts> {
  const { facts, app, packages } = await detectJavascript(recipe, place, {
    looksRight: ({ manifest }) => programOf(manifest) !== undefined && manifest.dependencies["next"] === undefined,
  });
  const start = recipe.start ?? startOf(app.manifest);
  if (start === undefined) throw noStart(app);
  refuseMissingTools(start, app);
  const entry = start.find((word, index) => index > 0 && !word.startsWith("-") && /[./]/.test(word));
  const built = facts.build !== undefined && entry !== undefined && !(await isSource(place, app, entry));
  const folders = recipe.include ?? (await foldersThere(place, app));
  return {
    ...facts,
    recipe: "node",
    start,
    output: built ? findOutput(entry, app, packages) : [],
    include: built ? folders : (recipe.include ?? []),
  };
}

/** A library has a `main` too, which says nothing about what runs in a workspace; it does where there is one package only. */
function startOf(manifest: Package["manifest"]): string[] | undefined {
  return programOf(manifest) ?? (manifest.main === undefined ? undefined : ["node", manifest.main]);
}

function programOf({ scripts, dependencies }: Package["manifest"]): string[] | undefined {
  for (const name of ["start:prod", "start"]) {
    const program = parseStart(scripts[name] ?? "");
    if (program !== undefined) return program;
  }
  return dependencies["@nestjs/core"] === undefined ? undefined : ["node", "dist/main.js"];
}

/** `dist/main` is `dist/main.js`, which node finds by itself. */
async function isSource({ context }: Place, { folder }: Package, entry: string): Promise<boolean> {
  if (/^(\.\/)?(dist|build|out|lib)\//.test(entry)) return false;
  const path = posix.join(folder, entry);
  return (await isThere(context, path)) || (await isThere(context, `${path}.js`));
}

async function foldersThere({ context }: Place, { folder }: Package): Promise<string[]> {
  const there = await Promise.all(runtimeFolders.map((name) => isThere(context, posix.join(folder, name))));
  return runtimeFolders.filter((_, index) => there[index]);
}

function noStart({ folder }: Package): UserError {
  return new UserError(
    `${posix.join(folder, "package.json")}: no script "start" or "start:prod" says which program runs.`,
    {
      code: "config",
      fix: 'Add one without a shell or a package manager, such as "node dist/main.js", or set the recipe\'s start.',
    },
  );
}
