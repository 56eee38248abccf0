import { posix } from "node:path";
import type { Application, BackgroundProcess } from "../findings.ts";
import { findDrivers } from "./find-drivers.ts";
import { findHealth } from "./find-health.ts";
import { findPort } from "./find-port.ts";
import { findRequirements, projectName, type Requirements } from "./find-requirements.ts";
import { findReadVariables, findTemplateVariables } from "./find-variables.ts";
import { keyOf } from "./key-of.ts";
import { mentionsVector } from "./mentions-vector.ts";
import { listSources, type SourceFile } from "./source-file.ts";
import { filesBelow, type Tree } from "./tree.ts";

/** FastAPI applications, by what their folder requires. Other Python needs a Dockerfile of its own. */
export function findPython(tree: Tree): { applications: Application[]; notes: string[]; name: string | undefined } {
  const applications: Application[] = [];
  const notes: string[] = [];
  for (const required of findRequirements(tree)) {
    const { folder, from, packages } = required;
    if (packages.has("fastapi")) applications.push(describeFastapi(tree, required));
    else if (others.some((name) => packages.has(name)) && !hasDockerfile(tree, folder)) {
      notes.push(
        `${from}: only FastAPI has a recipe among Python's frameworks; a Dockerfile in its folder would be used.`,
      );
    }
  }
  return { applications, notes, name: projectName(tree.texts.get("pyproject.toml") ?? "") };
}

const others = ["django", "flask", "litestar", "starlette"];

function describeFastapi(tree: Tree, { folder, from, packages }: Requirements): Application {
  const sources = listSources(tree, folder);
  const variables = findTemplateVariables(tree, folder);
  const health = findHealth(sources);
  const locked = ["uv.lock", "poetry.lock", "requirements.txt", "Dockerfile"].some((name) =>
    tree.paths.includes(posix.join(folder, name)),
  );
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
    notes: [],
    todo: locked
      ? []
      : [
          `Run \`uv lock\`${folder === "." ? "" : ` in ${folder}`} and commit uv.lock: the build installs what it says.`,
        ],
  };
}

const hasDockerfile = (tree: Tree, folder: string): boolean => tree.paths.includes(posix.join(folder, "Dockerfile"));

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
