import { readdir } from "node:fs/promises";
import { posix } from "node:path";
import { UserError } from "../../../model/error.ts";
import type { Recipe } from "../../../model/recipe.ts";
import type { JavascriptFacts, PackageManager } from "../../recipes/javascript/javascript-facts.ts";
import { scriptProgram } from "../../recipes/javascript/package-managers.ts";
import { detectShared } from "../detect-shared.ts";
import type { Place } from "../place.ts";
import { readIfThere } from "../read-project.ts";
import { detectHooks } from "./detect-hooks.ts";
import { detectPackageManager } from "./detect-package-manager.ts";
import { detectPrisma } from "./detect-prisma.ts";
import { detectTurbo } from "./detect-turbo.ts";
import { findApplication } from "./find-application.ts";
import { closureOf, findPackages, type Package } from "./find-packages.ts";
import { listManifests } from "./list-manifests.ts";
import { nodeVersion } from "./node-version.ts";

export interface JavascriptKind {
  looksRight(candidate: Package): boolean;
  publicPrefixes?: readonly string[];
}

/** The facts that all kinds of JavaScript applications share, and the packages that the application is made of. */
export interface FoundJavascript {
  facts: JavascriptFacts;
  app: Package;
  /** The application and the packages of its workspace that it builds on. */
  packages: readonly Package[];
}

/** @throws UserError for a repository that nothing can be built from: no package.json, no lock file, no single application */
export async function detectJavascript(recipe: Recipe, place: Place, kind: JavascriptKind): Promise<FoundJavascript> {
  const repository = await findPackages(place.context);
  const app = findApplication(recipe, repository, place, kind.looksRight);
  const { packageManager, lockFile } = await detectPackageManager(recipe, place, repository.root.manifest);
  const isWorkspace = repository.packages.length > 0 && app !== repository.root;
  const turbo = isWorkspace ? await detectTurbo(place.context, repository.root.manifest) : undefined;
  const packages = closureOf(app, repository);
  const installed = turbo === undefined ? [repository.root, ...repository.packages] : [repository.root, ...packages];
  const prisma = await detectPrisma(place.context, app);
  const build = recipe.build ?? script(packageManager, app, ["build"]);
  const dev = script(packageManager, app, ["start:dev", "dev", "develop"]);
  const shared = detectShared(recipe, place, {
    base: "node:*-alpine",
    version: await nodeVersion(place.context, app.manifest.node ?? repository.root.manifest.node),
    title: app.manifest.name ?? posix.basename(place.context),
    ...(kind.publicPrefixes ? { publicPrefixes: kind.publicPrefixes } : {}),
  });
  const facts: JavascriptFacts = {
    ...shared,
    packageManager,
    lockFile,
    app: app.folder,
    ...(isWorkspace ? { workspace: nameOf(app, place) } : {}),
    ...(turbo === undefined ? {} : { turbo }),
    manifests: await listManifests(place.context, lockFile, repository),
    registrySecrets: await namedInSettings(place),
    sources: [...packages.map(({ folder }) => folder), ...(await topSettings(place.context))],
    hooks: detectHooks([...new Set(installed)]),
    ...(prisma ? { prisma } : {}),
    ...(build ? { build } : {}),
    ...(dev ? { dev } : {}),
    include: recipe.include ?? [],
  };
  return { facts, app, packages };
}

/** The secrets of the build that the package manager's settings take as `${NPM_TOKEN}`. */
async function namedInSettings({ context, secrets }: Place): Promise<string[]> {
  const texts = await Promise.all([".npmrc", ".yarnrc.yml", "bunfig.toml"].map((path) => readIfThere(context, path)));
  const named = texts.flatMap((text) => [...(text ?? "").matchAll(/\$\{?(\w+)/g)].map(([, name]) => name));
  return secrets.filter((name) => named.includes(name)).sort();
}

/** What compilers that run with the application look for above its folder. */
async function topSettings(context: string): Promise<string[]> {
  return (await readdir(context)).filter((name) => /^tsconfig.*\.json$/.test(name)).sort();
}

function script(packageManager: PackageManager, app: Package, names: readonly string[]): string[] | undefined {
  const name = names.find((candidate) => app.manifest.scripts[candidate] !== undefined);
  return name === undefined ? undefined : scriptProgram(packageManager, name);
}

function nameOf({ folder, manifest }: Package, { context }: Place): string {
  if (manifest.name !== undefined) return manifest.name;
  throw new UserError(`${posix.join(context, folder, "package.json")}: the package has no name.`, {
    code: "config",
    fix: 'Give it one: "name": "web". Package managers pick the packages of a workspace by name.',
  });
}
