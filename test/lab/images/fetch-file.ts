import { link, mkdir, readdir, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { downloadSidPackage } from "../apt/download.ts";
import { once } from "../once.ts";
import { labPath } from "../paths.ts";
import { runCommand } from "../run-command.ts";
import type { FetchedFile } from "./recipe.ts";

/** Puts a fetched file into a build's folder. It is downloaded once and then kept in the lab. */
export async function placeFetchedFile(file: FetchedFile, folder: string): Promise<void> {
  const source = await once(`fetch ${JSON.stringify(file)}`, () =>
    "npm" in file ? npmPackage(file.npm) : sidPackage(file.sid),
  );
  await link(source, join(folder, file.name));
}

async function npmPackage(spec: string): Promise<string> {
  const target = labPath("packages", `${spec.replaceAll(/[^\w.-]/g, "-")}.tgz`);
  if (await exists(target)) return target;
  const folder = `${target}.partial`;
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await runCommand("npm", ["pack", "--silent", "--pack-destination", folder, spec], { log: `npm-pack-${spec}` });
  const [name] = await readdir(folder);
  if (name === undefined) throw new Error(`npm pack ${spec} left no file in ${folder}`);
  await rename(join(folder, name), target);
  await rm(folder, { recursive: true });
  return target;
}

async function sidPackage(name: string): Promise<string> {
  const path = labPath("packages", `${name}.deb`);
  return (await exists(path)) ? path : downloadSidPackage(name);
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
