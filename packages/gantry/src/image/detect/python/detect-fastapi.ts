import { basename, join, posix } from "node:path";
import { UserError } from "../../../model/error.ts";
import type { Recipe } from "../../../model/recipe.ts";
import type { FastapiFacts } from "../../recipes/fastapi/fastapi-facts.ts";
import { detectShared } from "../detect-shared.ts";
import type { Place } from "../place.ts";
import { isFolder } from "../read-project.ts";
import { detectInstaller, type FoundInstaller } from "./detect-installer.ts";
import { findApplication } from "./find-application.ts";
import { pythonVersion } from "./python-version.ts";
import { readPyproject } from "./read-pyproject.ts";

/** Below the 10 s that Docker and Compose wait for a container to stop. */
const gracefulSeconds = "8";

export async function detectFastapi(recipe: Recipe, place: Place): Promise<FastapiFacts> {
  const app = posix.normalize(recipe.app ?? ".").replace(/(?<=.)\/$/, "");
  const folder = join(place.context, app);
  if (!(await isFolder(place.context, app))) {
    throw new UserError(`${place.path}.x-gantry.recipe.app: there is no folder ${folder}.`, {
      code: "config",
      fix: "Name the application's folder, relative to the build context.",
    });
  }
  const project = await readPyproject(folder);
  const found = await detectInstaller(recipe, folder, project);
  const shared = detectShared(recipe, place, {
    base: "python:*-slim",
    version: await pythonVersion(folder, project?.requiresPython),
    title: project?.name ?? basename(folder),
  });
  const facts = { ...shared, recipe: "fastapi", app, ...chosen(found), include: recipe.include ?? [] } as const;
  if (recipe.start !== undefined) {
    return { ...facts, start: recipe.start, modules: (await isFolder(folder, "src")) ? "src" : "." };
  }
  requireUvicorn(found, folder);
  const { object, isFactory, modules, health } = await findApplication(recipe, place, project);
  const port = shared.port ?? 8000;
  const program = ["uvicorn", object, ...(isFactory ? ["--factory"] : []), "--host", "0.0.0.0", "--port", String(port)];
  return {
    ...facts,
    port,
    ...(shared.health === undefined && health !== undefined ? { health } : {}),
    modules,
    start: [...program, "--proxy-headers", "--timeout-graceful-shutdown", gracefulSeconds],
    dev: [...program, "--reload"],
  };
}

function chosen({ installer, manifests }: FoundInstaller): Pick<FoundInstaller, "installer" | "manifests"> {
  return { installer, manifests };
}

function requireUvicorn({ installs, manifests }: FoundInstaller, folder: string): void {
  if (installs("uvicorn")) return;
  throw new UserError(`${posix.join(folder, manifests.at(-1) ?? "")}: uvicorn is not among the packages.`, {
    code: "config",
    fix: "Add uvicorn to the dependencies, or set the recipe's start to the program that serves the application.",
  });
}
