import { readdir, readFile } from "node:fs/promises";
import { join, posix } from "node:path";
import { UserError } from "../../../model/error.ts";
import type { Recipe } from "../../../model/recipe.ts";
import type { Place } from "../place.ts";
import { isThere } from "../read-project.ts";
import type { Pyproject } from "./read-pyproject.ts";

export interface FoundApplication {
  /** As Uvicorn takes it: `app.main:app`. */
  object: string;
  /** It is a function that makes the application. */
  isFactory: boolean;
  /** The folder that its module is imported from, relative to the application's folder: `.` or `src`. */
  modules: string;
  /** The path of its health check, where the module itself has one. */
  health?: string;
}

interface Candidate extends FoundApplication {
  file: string;
}

const leftOut = /^(\.|__|node_modules$|venv$|env$|tests?$|migrations$|alembic$|scripts$|docs$|dist$|build$)/;

/** How many folders below the application's own are looked into. */
const depth = 4;

/** @throws UserError where none is there, or several could be meant */
export async function findApplication(
  recipe: Recipe,
  place: Place,
  project: Pyproject | undefined,
): Promise<FoundApplication> {
  const folder = join(place.context, recipe.app ?? ".");
  const named = recipe.application ?? project?.entrypoint;
  const candidates = await listCandidates(folder);
  if (named !== undefined) {
    const known = candidates.find(({ object }) => object === named);
    return known ?? { object: named, isFactory: false, modules: (await hasModule(folder, named)) ? "." : "src" };
  }
  const [first, second] = preferMain(candidates);
  if (first !== undefined && second === undefined) return first;
  const what = `${place.path}.x-gantry.recipe.application`;
  const fix = { code: "config", fix: 'Set the recipe\'s application, such as "app.main:app".' } as const;
  if (first === undefined) throw new UserError(`${what}: no module in ${folder} makes an object of FastAPI.`, fix);
  throw new UserError(`${what}: it could be ${candidates.map(({ object }) => object).join(", ")}.`, fix);
}

async function listCandidates(folder: string): Promise<Candidate[]> {
  const files = await listModules(folder, ".", depth);
  const found = await Promise.all(
    files.map(async (file) => readCandidates(file, await readFile(join(folder, file), "utf8"))),
  );
  return found.flat();
}

async function listModules(folder: string, below: string, levels: number): Promise<string[]> {
  const entries = await readdir(join(folder, below), { withFileTypes: true });
  const sorted = entries.filter(({ name }) => !leftOut.test(name) || name === "__init__.py").sort(byName);
  const nested = await Promise.all(
    sorted.map(async (entry) => {
      const path = posix.join(below, entry.name);
      if (entry.isDirectory()) return levels > 0 ? listModules(folder, path, levels - 1) : [];
      return entry.isFile() && entry.name.endsWith(".py") ? [path] : [];
    }),
  );
  return nested.flat();
}

const byName = (a: { name: string }, b: { name: string }): number => (a.name < b.name ? -1 : 1);

/** An object at the top of the module: `app = FastAPI(…)`, or a function without arguments that is said to return one. */
function readCandidates(file: string, source: string): Candidate[] {
  const modules = file.startsWith("src/") ? "src" : ".";
  const module = posix
    .relative(modules, file)
    .replace(/(\/__init__)?\.py$/, "")
    .replaceAll("/", ".");
  const object = /^(\w+)\s*(?::\s*[\w.]+\s*)?=\s*(?:fastapi\.)?FastAPI\(/m.exec(source)?.[1];
  const factory = /^def (\w+)\(\s*\)\s*->\s*["']?(?:fastapi\.)?FastAPI\b/m.exec(source)?.[1];
  const name = object ?? factory;
  if (name === undefined) return [];
  const health = findHealth(source, name);
  return [
    {
      file,
      object: `${module}:${name}`,
      isFactory: object === undefined,
      modules,
      ...(health === undefined ? {} : { health }),
    },
  ];
}

/** A route of the application itself; those of its routers may have a prefix that is elsewhere. */
function findHealth(source: string, name: string): string | undefined {
  const routes = source.matchAll(new RegExp(`^@${name}\\.get\\(\\s*["'](/[\\w./-]*)["']`, "gm"));
  return [...routes]
    .map(([, path]) => path)
    .find((path) => /\/(health|healthz|livez|readyz|ping)\/?$/.test(path ?? ""));
}

/** Several modules may make an application, such as one for tests: the usual place of the real one is `main`. */
function preferMain(candidates: readonly Candidate[]): readonly Candidate[] {
  const main = candidates.filter(({ file }) => posix.basename(file) === "main.py");
  return main.length === 1 ? main : candidates;
}

async function hasModule(folder: string, object: string): Promise<boolean> {
  const path = (object.split(":")[0] ?? "").replaceAll(".", "/");
  const found = await Promise.all([isThere(folder, `${path}.py`), isThere(folder, path)]);
  return found.includes(true) || !(await isThere(folder, "src"));
}
