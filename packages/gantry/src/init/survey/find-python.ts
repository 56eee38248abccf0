import { posix } from "node:path";
import { parse } from "smol-toml";
import type { Application, BackgroundProcess } from "../findings.ts";
import { findDrivers } from "./find-drivers.ts";
import { findHealth } from "./find-health.ts";
import { findPort } from "./find-port.ts";
import { findReadVariables, findTemplateVariables, folderOf } from "./find-variables.ts";
import { keyOf } from "./key-of.ts";
import { mentionsVector } from "./mentions-vector.ts";
import { listSources, type SourceFile } from "./source-file.ts";
import { filesBelow, type Tree } from "./tree.ts";

/** FastAPI applications, by their pyproject.toml. Other Python needs a Dockerfile of its own. */
export function findPython(tree: Tree): { applications: Application[]; notes: string[]; name: string | undefined } {
  const applications: Application[] = [];
  const notes: string[] = [];
  for (const [path, text] of tree.texts) {
    if (posix.basename(path) !== "pyproject.toml") continue;
    const packages = listRequirements(text);
    if (packages.has("fastapi")) applications.push(describeFastapi(tree, path, packages));
    else if (
      [...packages].some((name) => ["django", "flask", "litestar", "starlette"].includes(name)) &&
      !hasDockerfile(tree, folderOf(path))
    ) {
      notes.push(
        `${path}: only FastAPI has a recipe among Python's frameworks; a Dockerfile in its folder would be used.`,
      );
    }
  }
  const name = projectOf(tree.texts.get("pyproject.toml") ?? "")["name"];
  return { applications, notes, name: typeof name === "string" ? name : undefined };
}

function describeFastapi(tree: Tree, from: string, packages: ReadonlySet<string>): Application {
  const folder = folderOf(from);
  const sources = listSources(tree, folder);
  const variables = findTemplateVariables(tree, folder);
  const health = findHealth(sources);
  const locked = tree.paths.includes(posix.join(folder, "uv.lock"));
  const alembic = packages.has("alembic") && tree.paths.includes(posix.join(folder, "alembic.ini"));
  return {
    key: keyOf(folder === "." ? "api" : posix.basename(folder)),
    folder,
    context: folder,
    kind: "fastapi",
    framework: "FastAPI",
    from,
    background: false,
    port: findPort(variables, { value: [], from }, sources) ?? { value: 8000, from: "" },
    ...(health ? { health } : {}),
    ...(hasDockerfile(tree, folder) ? { dockerfile: "Dockerfile" } : {}),
    ...(alembic ? { migrate: { value: ["alembic", "upgrade", "head"], from: posix.join(folder, "alembic.ini") } } : {}),
    processes: findWorkers(sources, folder, packages),
    drivers: findDrivers(packages, from),
    vector: packages.has("pgvector") || mentionsVector(filesBelow(tree, folder)),
    variables,
    reads: new Set([...findReadVariables(tree, folder), ...findSettings(sources)]),
    notes: locked ? [] : [`${from}: there is no uv.lock beside it; \`uv lock\` makes one, and the build needs it.`],
  };
}

const hasDockerfile = (tree: Tree, folder: string): boolean => tree.paths.includes(posix.join(folder, "Dockerfile"));

/** The names of the packages that a pyproject.toml requires, without versions and extras. */
function listRequirements(text: string): Set<string> {
  const required = projectOf(text)["dependencies"];
  const names = (Array.isArray(required) ? required : []).map(
    (each) => /^[\w.-]+/.exec(String(each))?.[0].toLowerCase() ?? "",
  );
  return new Set(names);
}

/** The table `project` of a pyproject.toml. */
function projectOf(text: string): Record<string, unknown> {
  const project = parsed(text)["project"];
  return typeof project === "object" && project !== null ? { ...project } : {};
}

/** A file that is no TOML is for the build to complain about. */
function parsed(text: string): Record<string, unknown> {
  try {
    return parse(text);
  } catch {
    return {};
  }
}

/** `broker = ListQueueBroker(…)` and `celery = Celery(…)`, as their own commands name them. */
function findWorkers(
  sources: readonly SourceFile[],
  folder: string,
  packages: ReadonlySet<string>,
): BackgroundProcess[] {
  const kinds = [
    {
      name: "taskiq",
      pattern: /^(\w+)\s*(?::[^=]+)?=\s*\(?\s*\w*Broker\(/m,
      command: (object: string) => ["taskiq", "worker", object],
    },
    {
      name: "celery",
      pattern: /^(\w+)\s*(?::[^=]+)?=\s*Celery\(/m,
      command: (object: string) => ["celery", "-A", object, "worker"],
    },
  ];
  return kinds
    .filter(({ name }) => packages.has(name))
    .flatMap(({ pattern, command }) => {
      const file = sources.find(({ text }) => pattern.test(text));
      const variable = pattern.exec(file?.text ?? "")?.[1];
      if (file === undefined || variable === undefined) return [];
      const module = posix
        .relative(folder, file.path)
        .replace(/\.py$/, "")
        .replace(/^src\//, "")
        .replaceAll("/", ".");
      return [{ name: "worker", command: command(`${module}:${variable}`), from: file.path }];
    });
}

/** The fields of pydantic's settings: variables in small letters. */
function findSettings(sources: readonly SourceFile[]): string[] {
  return sources
    .filter(({ text }) => text.includes("BaseSettings"))
    .flatMap(({ text }) =>
      [...text.matchAll(/^\s{2,}([a-z][a-z0-9_]*)\s*:/gm)].map(([, name = ""]) => name.toUpperCase()),
    );
}
