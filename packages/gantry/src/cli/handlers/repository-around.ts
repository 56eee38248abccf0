import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { settingsFile } from "../../check/settings/check-settings.ts";

/** The repository of some folders: the nearest one around them with git or settings of the check; else the folder that holds them all. */
export function repositoryAround(folders: readonly [string, ...string[]]): string {
  const common = folders.reduce(commonFolder);
  for (let folder = common; folder !== dirname(folder) && folder !== homedir(); folder = dirname(folder)) {
    if (existsSync(join(folder, ".git")) || existsSync(join(folder, settingsFile))) return folder;
  }
  return common;
}

function commonFolder(a: string, b: string): string {
  let folder = a;
  while (folder !== b && !b.startsWith(folder === "/" ? "/" : `${folder}/`)) folder = dirname(folder);
  return folder;
}
