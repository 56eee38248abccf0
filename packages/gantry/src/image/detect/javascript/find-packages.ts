import { readdir } from "node:fs/promises";
import { join, posix } from "node:path";
import { isThere, parseYaml, readIfThere } from "../read-project.ts";
import { asRecord, type Manifest, readManifest } from "./read-manifest.ts";

export interface Package {
  /** Relative to the build context; `.` for the top. */
  folder: string;
  manifest: Manifest;
}

export interface Repository {
  root: Package;
  /** The packages of a workspace, without its top. */
  packages: readonly Package[];
}

/** The package at the context's top and, where it is a workspace, all that belong to it. */
export async function findPackages(context: string): Promise<Repository> {
  const manifest = await readManifest(context, ".");
  const globs = (await pnpmGlobs(context)) ?? manifest.workspaces ?? [];
  const folders = globs.length === 0 ? [] : (await listFolders(context)).filter((folder) => matches(folder, globs));
  const packages: Package[] = [];
  for (const folder of folders) {
    if (await isThere(context, posix.join(folder, "package.json"))) {
      packages.push({ folder, manifest: await readManifest(context, folder) });
    }
  }
  return { root: { folder: ".", manifest }, packages };
}

async function pnpmGlobs(context: string): Promise<readonly string[] | undefined> {
  const file = "pnpm-workspace.yaml";
  const text = await readIfThere(context, file);
  const globs = text === undefined ? undefined : asRecord(parseYaml(text, posix.join(context, file)))["packages"];
  return Array.isArray(globs) ? globs.filter((glob) => typeof glob === "string") : undefined;
}

/** The packages that an application is made of: itself and, over any number of steps, those of the workspace that it names. */
export function closureOf(app: Package, { packages }: Repository): Package[] {
  const found = new Set([app]);
  for (const one of found) {
    const names = Object.keys({ ...one.manifest.dependencies, ...one.manifest.devDependencies });
    for (const other of packages) {
      if (other.manifest.name !== undefined && names.includes(other.manifest.name)) found.add(other);
    }
  }
  return [...found];
}

/** The last pattern that matches decides, as in package managers. */
function matches(folder: string, globs: readonly string[]): boolean {
  return globs.reduce((found, glob) => {
    const negated = glob.startsWith("!");
    return toPattern(negated ? glob.slice(1) : glob).test(folder) ? !negated : found;
  }, false);
}

function toPattern(glob: string): RegExp {
  const parts = posix
    .normalize(glob)
    .replace(/\/$/, "")
    .split(/(\*\*\/|\*\*|\*)/);
  const source = parts.map((part) => {
    if (part === "**/") return "(?:.*/)?";
    if (part === "**") return ".*";
    return part === "*" ? "[^/]*" : part.replaceAll(/[.+?^${}()|[\]\\]/g, "\\$&");
  });
  return new RegExp(`^${source.join("")}$`);
}

async function listFolders(context: string, folder = ""): Promise<string[]> {
  const entries = await readdir(join(context, folder), { withFileTypes: true });
  const names = entries
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith(".") && entry.name !== "node_modules")
    .map((entry) => posix.join(folder, entry.name))
    .sort();
  const below = await Promise.all(names.map((name) => listFolders(context, name)));
  return names.flatMap((name, index) => [name, ...(below[index] ?? [])]);
}
