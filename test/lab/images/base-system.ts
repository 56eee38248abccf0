import { createHash } from "node:crypto";
import { mkdir, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { installPackages } from "../apt/install.ts";
import { debianMirror } from "../apt/mirror.ts";
import { docker, tryDocker } from "../host/docker.ts";
import { once } from "../once.ts";
import { labPath } from "../paths.ts";
import { sayWhile } from "../progress.ts";
import { commandExists, runCommand, tryCommand } from "../run-command.ts";
import type { Base } from "./catalogue.ts";
import { imageOf, recipeLabel } from "./recipe.ts";
import { pullImage } from "./registry.ts";
import { replaceImage } from "./replace-image.ts";

/** Left out of the base and, as the setting stays in the image, of everything that is installed on it. */
const leftOut = ["/usr/share/doc/*", "/usr/share/man/*", "/usr/share/locale/*", "/usr/share/info/*"];
const packages = ["ca-certificates", "netbase"];

/** Settings of this machine's apt that the packages cannot be had without: a proxy, a mirror that is frozen at a past day. */
const inherited = [
  "Acquire::Check-Valid-Until",
  "Acquire::Check-Date",
  "Acquire::http::Proxy",
  "Acquire::https::Proxy",
];

/** Stands for the base's content in the hashes of the images on top. */
export function baseHash(base: Base): string {
  return createHash("sha256")
    .update(JSON.stringify([base, packages, leftOut]))
    .digest("hex")
    .slice(0, 16);
}

/** A minimal Debian as an image: the official one where it can be pulled, else one made from packages. */
export async function ensureBase(host: string, base: Base): Promise<void> {
  await once(`base ${base} ${host}`, () => ensureBaseOnce(host, base, imageOf(base)));
}

async function ensureBaseOnce(host: string, base: Base, image: string): Promise<void> {
  const present = await tryDocker(host, [
    "image",
    "inspect",
    "--format",
    `{{index .Config.Labels "${recipeLabel}"}}`,
    image,
  ]);
  if (present.exitCode === 0 && ["", baseHash(base)].includes(present.stdout.trim())) return;
  const official = `debian:${base}-slim`;
  if (await pullImage(host, official)) await docker(host, ["tag", official, image]);
  else await sayWhile(`making a Debian ${base} image`, () => makeBase(host, base, image));
}

async function makeBase(host: string, base: Base, image: string): Promise<void> {
  const mirror = await debianMirror();
  if (!(await commandExists("mmdebstrap"))) await installPackages(["mmdebstrap"]);
  const tar = labPath("tmp", `${base}.tar`);
  await mkdir(dirname(tar), { recursive: true });
  const settings = [
    ...leftOut.map((path) => `--dpkgopt=path-exclude=${path}`),
    ...(await readAptSettings()).map((setting) => `--aptopt=${setting}`),
  ];
  await runCommand(
    "mmdebstrap",
    ["--variant=minbase", `--include=${packages.join(",")}`, ...settings, base, tar, mirror],
    { log: `mmdebstrap-${base}` },
  );
  const changes = ['CMD ["bash"]', `LABEL ${recipeLabel}=${baseHash(base)}`];
  const options = changes.map((change) => `--change=${change}`);
  await replaceImage(host, image, () => docker(host, ["import", ...options, tar, image]));
  await rm(tar);
}

/** As lines of an apt.conf, such as `Acquire::http::Proxy "http://proxy:3128";`. */
async function readAptSettings(): Promise<string[]> {
  const dumps = await Promise.all(inherited.map((name) => tryCommand("apt-config", ["dump", name])));
  return dumps.flatMap(({ stdout }) => stdout.split("\n")).filter((line) => /^\S+ "[^"]+";$/.test(line));
}
