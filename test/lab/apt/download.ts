import { mkdir, readdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { once } from "../once.ts";
import { labPath } from "../paths.ts";
import { say } from "../progress.ts";
import { runCommand } from "../run-command.ts";
import { debianMirror } from "./mirror.ts";

/**
 * Downloads a package of Debian's sid, whatever release this machine runs, without touching the machine's own apt.
 *
 * @returns the path of the .deb file
 */
export async function downloadSidPackage(name: string): Promise<string> {
  const path = labPath("packages", `${name}.deb`);
  const folder = labPath("packages", `${name}.partial`);
  const options = await once("private apt", updatePrivateApt);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await runCommand("apt-get", [...options, "download", name], { cwd: folder, log: `apt-download-${name}` });
  const [file] = await readdir(folder);
  if (file === undefined) throw new Error(`apt-get download ${name} left no file in ${folder}`);
  await rename(join(folder, file), path);
  await rm(folder, { recursive: true });
  say(`downloaded ${decodeURIComponent(file)}`);
  return path;
}

/** Unpacks a .deb beside the system: its files land below the folder, its scripts do not run. */
export async function unpackPackage(path: string, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await runCommand("dpkg-deb", ["--extract", path, folder]);
}

/** An apt with lists, cache and sources of its own. Everything else (proxy, keys) is the machine's. */
async function updatePrivateApt(): Promise<string[]> {
  const folder = labPath("apt");
  const sources = join(folder, "sources.list");
  await mkdir(join(folder, "lists/partial"), { recursive: true });
  await mkdir(join(folder, "cache/archives/partial"), { recursive: true });
  await writeFile(sources, `deb ${await debianMirror()} sid main\n`);
  const settings = {
    "Dir::Etc::sourcelist": sources,
    "Dir::Etc::sourceparts": "-",
    "Dir::State::lists": join(folder, "lists"),
    "Dir::Cache": join(folder, "cache"),
    // The unprivileged user that root's apt switches to may not read the user's cache folder.
    "APT::Sandbox::User": "root",
    "Acquire::Languages": "none",
    "Acquire::IndexTargets::deb::DEP-11::DefaultEnabled": "false",
  };
  const options = Object.entries(settings).flatMap(([key, value]) => ["-o", `${key}=${value}`]);
  await runCommand("apt-get", [...options, "update"], { log: "apt-update" });
  return options;
}
