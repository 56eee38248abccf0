import { access, constants, copyFile, mkdir, readlink, rename, rm, symlink } from "node:fs/promises";
import { dirname, join } from "node:path";
import process from "node:process";
import { downloadSidPackage, unpackPackage } from "./apt/download.ts";
import { installPackages, readDistribution } from "./apt/install.ts";
import { LabError } from "./lab-error.ts";
import { once } from "./once.ts";
import { labPath } from "./paths.ts";
import { say, sayWhile } from "./progress.ts";

const plugins = ["docker-compose", "docker-buildx"] as const;
type Plugin = (typeof plugins)[number];

/** Where each sits in its package, on Debian and on Ubuntu. */
const pluginFolder = "usr/libexec/docker/cli-plugins";
const ubuntuPackages: Record<Plugin, string> = {
  "docker-compose": "docker-compose-v2",
  "docker-buildx": "docker-buildx",
};

/** Docker Compose as a standalone binary; the same commands as `docker compose`. */
export function composeBinary(): string {
  return labPath("bin/docker-compose");
}

/** Docker Buildx as a standalone binary; the same commands as `docker buildx`. */
export function buildxBinary(): string {
  return labPath("bin/docker-buildx");
}

/** A value for `DOCKER_CONFIG` with which the docker command knows `compose` and `buildx`; the user's own is left alone. */
export function dockerConfig(): string {
  return labPath("docker-config");
}

/** Compose and Buildx of the versions that the tests compare with, unpacked beside the system. */
export async function ensureTools(wanted: readonly Plugin[] = plugins): Promise<void> {
  await Promise.all(wanted.map((plugin) => once(`tool ${plugin}`, () => ensurePlugin(plugin))));
}

async function ensurePlugin(plugin: Plugin): Promise<void> {
  if (!(await isExecutable(labPath("bin", plugin)))) await sayWhile(`unpacking ${plugin}`, () => unpackPlugin(plugin));
  await linkPlugin(plugin);
}

async function unpackPlugin(plugin: Plugin): Promise<void> {
  const mirrorless = (await readDistribution()) === "ubuntu" && process.env["GANTRY_LAB_MIRROR"] === undefined;
  const source = mirrorless ? await installedPlugin(plugin) : await sidPlugin(plugin);
  const target = labPath("bin", plugin);
  await mkdir(dirname(target), { recursive: true });
  await copyFile(source, `${target}.partial`);
  await rename(`${target}.partial`, target);
  await rm(labPath("packages", plugin), { recursive: true, force: true });
}

async function sidPlugin(plugin: Plugin): Promise<string> {
  const folder = labPath("packages", plugin);
  await unpackPackage(await downloadSidPackage(plugin), folder);
  return join(folder, pluginFolder, plugin);
}

/** On Ubuntu no Debian mirror is known; its own package is of another version, which is better than none. */
async function installedPlugin(plugin: Plugin): Promise<string> {
  const path = join("/", pluginFolder, plugin);
  if (!(await isExecutable(path))) {
    say(
      `Ubuntu's sources name no Debian mirror, so ${ubuntuPackages[plugin]} of Ubuntu stands in for ${plugin} of Debian sid.`,
    );
    await installPackages([ubuntuPackages[plugin]]);
  }
  if (!(await isExecutable(path)))
    throw new LabError(`${ubuntuPackages[plugin]} is installed, but ${path} is missing.`);
  return path;
}

/** The docker command finds its plugins below `DOCKER_CONFIG`. */
async function linkPlugin(plugin: Plugin): Promise<void> {
  const folder = join(dockerConfig(), "cli-plugins");
  const link = join(folder, plugin);
  if ((await readlink(link).catch(() => undefined)) === labPath("bin", plugin)) return;
  await mkdir(folder, { recursive: true });
  await rm(link, { force: true });
  await symlink(labPath("bin", plugin), link);
}

async function isExecutable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}
