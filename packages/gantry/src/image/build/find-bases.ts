import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { type BuildTarget, isRemote } from "./build-target.ts";

/** The images that a target's Dockerfile starts from, as far as it names them without variables. */
export async function findBases({ build }: BuildTarget, directory: string): Promise<string[]> {
  if (build.dockerfile_inline !== undefined) return listBases(build.dockerfile_inline);
  if (isRemote(build.context)) return [];
  const path = resolve(directory, build.context ?? ".", build.dockerfile ?? "Dockerfile");
  return readFile(path, "utf8").then(listBases, () => []);
}

/** The images of `FROM` lines that are neither stages of the same file nor named by variables. */
export function listBases(dockerfile: string): string[] {
  const stages = new Set<string>(["scratch"]);
  const bases = new Set<string>();
  for (const [, image = "", stage] of dockerfile.matchAll(/^[ \t]*FROM\s+(?:--\S+\s+)*(\S+)(?:\s+AS\s+(\S+))?/gim)) {
    if (!stages.has(image.toLowerCase()) && !image.includes("$")) bases.add(image);
    if (stage) stages.add(stage.toLowerCase());
  }
  return [...bases];
}
