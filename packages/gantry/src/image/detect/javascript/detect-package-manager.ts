import { dirname } from "node:path";
import { UserError } from "../../../model/error.ts";
import type { Recipe } from "../../../model/recipe.ts";
import type { PackageManager } from "../../recipes/javascript/javascript-facts.ts";
import type { Place } from "../place.ts";
import { firstThere, readIfThere } from "../read-project.ts";
import type { Manifest } from "./read-manifest.ts";

type Name = PackageManager["name"];

const lockFiles: Record<Exclude<Name, "berry">, readonly string[]> = {
  pnpm: ["pnpm-lock.yaml"],
  npm: ["package-lock.json", "npm-shrinkwrap.json"],
  yarn: ["yarn.lock"],
  bun: ["bun.lock", "bun.lockb"],
};

/** The versions for a repository that does not name one. `packageManager` in package.json does. */
const defaultVersions: Record<Exclude<Name, "npm">, string> = {
  pnpm: "10.34.8",
  yarn: "1.22.22",
  berry: "4.18.1",
  bun: "1.3.9",
};

export interface Lock {
  packageManager: PackageManager;
  /** Relative to the context. */
  lockFile: string;
}

/**
 * The package manager by the recipe, then by `packageManager`, then by the lock file.
 *
 * @throws UserError where there is no lock file: what would be installed were anyone's guess
 */
export async function detectPackageManager(recipe: Recipe, place: Place, manifest: Manifest): Promise<Lock> {
  const said = recipe.package_manager ?? manifest.packageManager;
  if (said !== undefined)
    return fromStatement(
      said,
      recipe.package_manager === undefined
        ? "package.json: packageManager"
        : `${place.path}.x-gantry.recipe.package_manager`,
      place,
    );
  const lockFile = await firstThere(place.context, Object.values(lockFiles).flat());
  if (lockFile === undefined) throw await noLockFile(place, Object.values(lockFiles).flat());
  const [name = "npm"] = Object.entries(lockFiles).find(([, files]) => files.includes(lockFile)) ?? [];
  return { packageManager: await ofLock(name as keyof typeof lockFiles, undefined, lockFile, place.context), lockFile };
}

async function fromStatement(said: string, where: string, place: Place): Promise<Lock> {
  const [, name = "", version] = /^([a-z]+)(?:@([^+]+))?/.exec(said) ?? [];
  if (!Object.hasOwn(lockFiles, name)) {
    throw new UserError(`${where}: "${said}" is not a package manager that Gantry knows.`, {
      code: "config",
      fix: 'Known are npm, pnpm, yarn and bun, with a version: "pnpm@10.4.1".',
    });
  }
  const known = name as keyof typeof lockFiles;
  const lockFile = await firstThere(place.context, lockFiles[known]);
  if (lockFile === undefined) throw await noLockFile(place, lockFiles[known]);
  return { packageManager: await ofLock(known, version, lockFile, place.context), lockFile };
}

async function ofLock(
  name: keyof typeof lockFiles,
  version: string | undefined,
  lockFile: string,
  context: string,
): Promise<PackageManager> {
  if (name === "npm") return version === undefined ? { name } : { name, version };
  if (name === "bun") return { name, version: version ?? defaultVersions.bun };
  const text = (await readIfThere(context, lockFile)) ?? "";
  if (name === "pnpm") return { name, version: version ?? pnpmVersion(text) };
  const kind = /^__metadata:/m.test(text) ? "berry" : "yarn";
  return { name: kind, version: version ?? defaultVersions[kind] };
}

/** Lock files of format 6 are written by pnpm 8, those of format 5 by pnpm 7. */
function pnpmVersion(lock: string): string {
  const format = /^lockfileVersion:\s*['"]?(\d+)/m.exec(lock)?.[1];
  return { "6": "8.15.9", "5": "7.33.7" }[format ?? ""] ?? defaultVersions.pnpm;
}

async function noLockFile({ context, path }: Place, names: readonly string[]): Promise<UserError> {
  const above = await findAbove(context, names);
  return new UserError(`${path}: there is no lock file (${names.join(", ")}) in the build context ${context}.`, {
    code: "config",
    fix:
      above === undefined
        ? "Run the package manager's install once and commit the lock file."
        : `There is one in ${above}: set build.context to that folder, and the recipe's app to the application's folder in it.`,
  });
}

async function findAbove(folder: string, names: readonly string[]): Promise<string | undefined> {
  const above = dirname(folder);
  if (above === folder) return undefined;
  return (await firstThere(above, names)) === undefined ? findAbove(above, names) : above;
}
