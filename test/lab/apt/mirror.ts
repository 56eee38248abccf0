import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import { LabError } from "../lab-error.ts";
import { type AptSource, findDebianMirror, parseDeb822, parseSourcesList } from "./sources.ts";

/**
 * The Debian mirror that this machine's own apt uses, or the one in `$GANTRY_LAB_MIRROR`.
 *
 * @throws LabError on a machine whose apt knows no Debian mirror (Ubuntu, or no apt at all)
 */
export async function debianMirror(): Promise<string> {
  const chosen = process.env["GANTRY_LAB_MIRROR"];
  if (chosen !== undefined) return chosen;
  const mirror = findDebianMirror(await readAptSources());
  if (mirror === undefined) {
    throw new LabError(
      "This machine's apt sources name no Debian mirror, and the lab makes its tools and images from Debian packages: use a Debian machine, or set GANTRY_LAB_MIRROR to the address of a Debian mirror.",
    );
  }
  return mirror.uri;
}

export async function readAptSources(directory = "/etc/apt"): Promise<AptSource[]> {
  const parts = join(directory, "sources.list.d");
  const names = await readdir(parts).catch(() => []);
  const paths = [join(directory, "sources.list"), ...names.sort().map((name) => join(parts, name))];
  const sources: AptSource[] = [];
  for (const path of paths) {
    const text = await readFile(path, "utf8").catch(() => "");
    if (path.endsWith(".sources")) sources.push(...parseDeb822(text));
    if (path.endsWith(".list")) sources.push(...parseSourcesList(text));
  }
  return sources;
}
