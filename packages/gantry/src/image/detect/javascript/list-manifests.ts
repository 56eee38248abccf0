import { readdir } from "node:fs/promises";
import { join, posix } from "node:path";
import { UserError } from "../../../model/error.ts";
import { isFolder, isThere, parseYaml, readIfThere } from "../read-project.ts";
import type { Repository } from "./find-packages.ts";
import { asRecord } from "./read-manifest.ts";

/** All files that say which packages are installed, and how: the lock file first. */
export async function listManifests(
  context: string,
  lockFile: string,
  { root, packages }: Repository,
): Promise<string[]> {
  await refuseCredentials(context);
  const settings = ["pnpm-workspace.yaml", ".npmrc", ".yarnrc.yml", ".yarnrc", "bunfig.toml"];
  const patches = (await isFolder(context, "patches")) ? await filesIn(context, "patches") : [];
  const candidates = [
    lockFile,
    "package.json",
    ...settings,
    ...(await yarnRelease(context)),
    ...patches,
    ...root.manifest.patches,
    ...packages.map(({ folder }) => posix.join(folder, "package.json")),
  ];
  const there = await Promise.all(candidates.map((path) => isThere(context, path)));
  return [...new Set(candidates.filter((_, index) => there[index]))];
}

/** `.npmrc` is copied into the build. A token belongs into a variable there, whose value the build mounts. */
async function refuseCredentials(context: string): Promise<void> {
  const lines = ((await readIfThere(context, ".npmrc")) ?? "").split("\n");
  const index = lines.findIndex((line) => /(_authToken|_auth|_password)\s*=\s*(?!\s*["']?\$\{)\S/.test(line));
  if (index === -1) return;
  throw new UserError(
    `${posix.join(context, ".npmrc")}:${index + 1}: a credential is written here, and the file goes into the build.`,
    {
      code: "config",
      fix: "Write ${NPM_TOKEN} in its place, and give the build a secret NPM_TOKEN.",
    },
  );
}

/** The release of Yarn that the repository brings along. */
async function yarnRelease(context: string): Promise<string[]> {
  const text = await readIfThere(context, ".yarnrc.yml");
  const path =
    text === undefined ? undefined : asRecord(parseYaml(text, posix.join(context, ".yarnrc.yml")))["yarnPath"];
  return typeof path === "string" ? [path] : [];
}

async function filesIn(context: string, folder: string): Promise<string[]> {
  return (await readdir(join(context, folder))).map((name) => posix.join(folder, name)).sort();
}
