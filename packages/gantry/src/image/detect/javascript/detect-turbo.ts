import { isThere } from "../read-project.ts";
import type { Manifest } from "./read-manifest.ts";

/** The version of Turborepo that prunes a repository with a turbo.json: as the repository says, else any 2. */
export async function detectTurbo(
  context: string,
  { dependencies, devDependencies }: Manifest,
): Promise<string | undefined> {
  if (!(await isThere(context, "turbo.json"))) return undefined;
  const range = devDependencies["turbo"] ?? dependencies["turbo"] ?? "";
  return /^[\^~]?(\d+(?:\.\d+){0,2})$/.exec(range)?.[1] ?? "2";
}
