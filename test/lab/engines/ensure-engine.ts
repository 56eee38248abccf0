import { createHash } from "node:crypto";
import { mkdir } from "node:fs/promises";
import process from "node:process";
import { docker, tryDocker } from "../host/docker.ts";
import { buildImage, currentHash } from "../images/build-image.ts";
import { recipeFor } from "../images/catalogue.ts";
import { imageOf } from "../images/recipe.ts";
import { LabError } from "../lab-error.ts";
import { once } from "../once.ts";
import { labPath } from "../paths.ts";
import { sayWhile } from "../progress.ts";
import { containerName, type EngineSpec } from "./engine-spec.ts";
import { ensureLoaded } from "./load-images.ts";
import { pingSocket, waitForSocket } from "./ping.ts";
import { choosePrivileges } from "./privileges.ts";
import { ensureServerKeys } from "./server-keys.ts";

export const labNetwork = "gantry-lab";
/** On every container, volume and network of the lab; not on images, whose labels pass to all that is made from them. */
export const labLabel = "gantry.lab=1";
const specLabel = "gantry.lab.spec";
/** The longest path that a unix socket can have on Linux, its closing zero left out. */
const maxSocketPath = 107;

export function engineSocket(name: string): string {
  return labPath("engines", name, "docker.sock");
}

/**
 * Starts a further engine in a privileged container, with its images on a volume of its own and its socket in the lab's folder.
 *
 * @param baseImages those of this machine's engine that it gets; awaited when it runs
 */
export async function ensureEngine(
  host: string,
  spec: EngineSpec,
  baseImages: Promise<readonly string[]> | readonly string[],
): Promise<void> {
  const { name } = spec;
  if (!(await isUpToDate(host, spec))) await sayWhile(`starting engine ${name}`, () => startEngine(host, spec));
  const names = await baseImages;
  await ensureLoaded(host, { dockerHost: `unix://${engineSocket(name)}`, title: `engine ${name}` }, names);
}

async function isUpToDate(host: string, spec: EngineSpec): Promise<boolean> {
  const state = await inspectContainer(host, spec.name);
  return state?.running === true && state.specHash === (await hashSpec(spec)) && pingSocket(engineSocket(spec.name));
}

async function startEngine(host: string, spec: EngineSpec): Promise<void> {
  const socket = engineSocket(spec.name);
  if (!host.startsWith("unix://")) {
    throw new LabError(
      `Further engines share a folder with this machine, so its own engine must be local, not ${host}.`,
    );
  }
  if (Buffer.byteLength(socket) > maxSocketPath) {
    throw new LabError(`${socket} is too long for a socket's path: set GANTRY_LAB to a shorter folder.`);
  }
  await buildImage(host, recipeFor(spec.recipe));
  await once(`network ${host}`, () => ensureNetwork(host));
  const state = await inspectContainer(host, spec.name);
  if (state !== undefined && state.specHash === (await hashSpec(spec))) {
    await tryDocker(host, ["restart", "--time=5", containerName(spec.name)]);
    if (await waitForEngine(host, spec)) return;
  }
  await createContainer(host, spec);
  if (await waitForEngine(host, spec)) return;
  // Its volume may be what stops it: a machine that lost power leaves half-written files.
  await removeEngine(host, spec.name);
  await createContainer(host, spec);
  if (await waitForEngine(host, spec)) return;
  const log = await tryDocker(host, ["logs", "--tail=20", containerName(spec.name)]);
  throw new LabError(`Engine ${spec.name} does not start in its container. The end of its log:\n${log.stderr}`);
}

async function createContainer(host: string, spec: EngineSpec): Promise<void> {
  const name = containerName(spec.name);
  const folder = labPath("engines", spec.name);
  await mkdir(folder, { recursive: true });
  await tryDocker(host, ["rm", "--force", name]);
  await docker(host, ["volume", "create", `--label=${labLabel}`, name]);
  const sshOptions =
    spec.server === undefined
      ? []
      : ["--publish=127.0.0.1::22", `--volume=${await ensureServerKeys()}:/run/gantry-keys:ro`];
  await docker(host, [
    "run",
    "--detach",
    ...(await choosePrivileges(host, imageOf(spec.recipe))),
    `--name=${name}`,
    `--hostname=${spec.server ?? `engine-${spec.name.replaceAll(".", "-")}`}`,
    `--label=${labLabel}`,
    `--label=${specLabel}=${await hashSpec(spec)}`,
    `--network=${labNetwork}`,
    `--volume=${name}:/var/lib/docker`,
    `--volume=${folder}:/run/gantry-lab`,
    ...sshOptions,
    imageOf(spec.recipe),
    ...dockerdOptions(spec),
  ]);
}

/** The socket belongs to the group of whoever runs the tests, so that it can be used without being root. */
function dockerdOptions(spec: EngineSpec): string[] {
  return [...spec.dockerdOptions, `--group=${process.getgid?.() ?? 0}`];
}

async function waitForEngine(host: string, { name }: EngineSpec): Promise<boolean> {
  return waitForSocket(engineSocket(name), async () => (await inspectContainer(host, name))?.running === true);
}

/** Removes an engine's container and its volume, with every image and container in it. */
export async function removeEngine(host: string, name: string): Promise<void> {
  await tryDocker(host, ["rm", "--force", "--volumes", containerName(name)]);
  await tryDocker(host, ["volume", "rm", "--force", containerName(name)]);
}

async function ensureNetwork(host: string): Promise<void> {
  const { exitCode } = await tryDocker(host, ["network", "inspect", labNetwork]);
  if (exitCode !== 0) await docker(host, ["network", "create", `--label=${labLabel}`, labNetwork]);
}

/** What a container was made from; another hash means that it has to be made anew. */
async function hashSpec(spec: EngineSpec): Promise<string> {
  const parts = [await currentHash(recipeFor(spec.recipe)), dockerdOptions(spec), labPath("engines", spec.name)];
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 16);
}

async function inspectContainer(
  host: string,
  name: string,
): Promise<{ running: boolean; specHash: string } | undefined> {
  const format = `{{.State.Running}} {{index .Config.Labels "${specLabel}"}}`;
  const { exitCode, stdout } = await tryDocker(host, ["container", "inspect", "--format", format, containerName(name)]);
  if (exitCode !== 0) return undefined;
  const [running, specHash = ""] = stdout.trim().split(" ");
  return { running: running === "true", specHash };
}

/** The address of an engine's container on the lab's network, where ports published by the engine are reached. */
export async function engineIp(host: string, name: string): Promise<string> {
  const format = `{{(index .NetworkSettings.Networks "${labNetwork}").IPAddress}}`;
  return (await docker(host, ["container", "inspect", "--format", format, containerName(name)])).trim();
}

/** The loopback port of a server's sshd. */
export async function sshPort(host: string, name: string): Promise<number> {
  const output = await docker(host, ["port", containerName(name), "22/tcp"]);
  const port = Number(/:(\d+)\s*$/m.exec(output)?.[1]);
  if (!Number.isInteger(port)) throw new LabError(`Docker publishes no ssh port for engine ${name}: ${output}`);
  return port;
}
