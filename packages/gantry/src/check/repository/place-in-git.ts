import { existsSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";

/** Where a folder lies in its git repository: `services/web/`; empty for the top of one, and without git. */
export function placeInGit(folder: string): string {
  for (let above = folder; ; above = dirname(above)) {
    if (existsSync(join(above, ".git"))) {
      const path = relative(above, folder);
      return path === "" ? "" : `${path.split(sep).join("/")}/`;
    }
    if (above === dirname(above)) return "";
  }
}
