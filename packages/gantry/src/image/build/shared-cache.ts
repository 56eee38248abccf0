import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { UserError } from "../../model/error.ts";

/** Where a build's cache is kept: a folder, GitHub Actions, a repository of a registry. */
export type SharedCache = { type: "local"; folder: string } | { type: "gha" } | { type: "registry"; reference: string };

/** `local:./.cache`, `gha`, `registry:ghcr.io/acme/cache`. @throws UserError `usage`. */
export function parseSharedCache(text: string): SharedCache {
  const [, type, rest = ""] = /^([a-z]+)(?::(.+))?$/.exec(text) ?? [];
  if (type === "gha" && rest === "") return { type };
  if (type === "local" && rest !== "") return { type, folder: rest };
  if (type === "registry" && rest !== "") return { type, reference: rest };
  throw new UserError(`--shared-cache: ${JSON.stringify(text)} is no place for a cache.`, {
    code: "usage",
    fix: "Write local:<folder>, gha, or registry:<repository>.",
  });
}

/** The cache of one image, apart from those of the others: images that are built at the same time would overwrite a common one. */
export function describeSharedCache(
  cache: SharedCache,
  target: string,
  directory: string,
): { from: string[]; to: string[] } {
  switch (cache.type) {
    case "local": {
      const folder = resolve(directory, cache.folder, target);
      // A first build has nothing to import.
      const from = existsSync(join(folder, "index.json")) ? [`type=local,${field("src", folder)}`] : [];
      return { from, to: [`type=local,${field("dest", folder)},mode=max`] };
    }
    case "gha":
      return { from: [`type=gha,scope=${target}`], to: [`type=gha,scope=${target},mode=max`] };
    case "registry": {
      const tagged = cache.reference.lastIndexOf(":") > cache.reference.lastIndexOf("/");
      const ref = `${cache.reference}${tagged ? "-" : ":"}${target.toLowerCase()}`;
      return { from: [`type=registry,ref=${ref}`], to: [`type=registry,ref=${ref},mode=max`] };
    }
  }
}

/** A field of a line of comma-separated values. */
function field(key: string, value: string): string {
  return /[",]/.test(value) ? `"${key}=${value.replaceAll('"', '""')}"` : `${key}=${value}`;
}
