import { randomBytes } from "node:crypto";
import { UserError } from "../../model/error.ts";
import type { Targets } from "../proxy-definition.ts";
import { packFolder } from "./archive.ts";
import { type ProxyContainer, runIn } from "./proxy-container.ts";

/** Files beside those of the services, made from where the requests go. */
export type DescribeTargets = (targets: Targets) => Readonly<Record<string, string>>;

/** Puts a new generation beside the live one. Returns its name. */
export async function writeGeneration(
  { engine, id, folder, signal }: ProxyContainer,
  targets: Targets,
  describe: DescribeTargets,
): Promise<string> {
  const generation = randomBytes(6).toString("hex");
  const files = folderFiles(`generations/${generation}`, targets, describe);
  await engine.containers.putArchive(id, folder, await packFolder({ files, links: new Map() }), { signal });
  return generation;
}

/** Where requests go while there is maintenance: to the proxy itself, which answers at that address. */
export function maintenanceTargets(services: Iterable<string>, address: string): Targets {
  return Object.fromEntries([...services].map((service) => [service, address]));
}

export function folderFiles(folder: string, targets: Targets, describe: DescribeTargets): Map<string, string> {
  return new Map(
    Object.entries({ ...targets, ...describe(targets) }).map(([name, content]) => [`${folder}/${name}`, content]),
  );
}

/**
 * Points one of the volume's links somewhere else, in one step: writing through the archive is not atomic, a rename is. `mv -T` is in GNU's
 * and in busybox's tools.
 */
export async function replaceLink(container: ProxyContainer, name: "live" | "targets", to: string): Promise<void> {
  const { engine, id, folder, signal } = container;
  const next = `${name}.next`;
  const archive = await packFolder({ files: new Map(), links: new Map([[next, to]]) });
  await engine.containers.putArchive(id, folder, archive, { signal });
  const command = ["mv", "-T", `${folder}/${next}`, `${folder}/${name}`];
  const { exitCode, output } = await runIn(container, command);
  if (exitCode === 0) return;
  throw new UserError(`The proxy's container cannot rename a link: "${command.join(" ")}" ended with ${exitCode}.`, {
    code: "failed",
    detail: output,
    fix: "Use an image that has mv with the option -T, as Debian's and Alpine's have.",
  });
}

/** Notes which configuration was loaded last: empty while another one is being loaded. */
export async function writeLoaded({ engine, id, folder, signal }: ProxyContainer, fingerprint: string): Promise<void> {
  const archive = await packFolder({ files: new Map([["loaded", fingerprint]]), links: new Map() });
  await engine.containers.putArchive(id, folder, archive, { signal });
}

/** So many may pile up before they are removed. */
const maximumGenerations = 8;

/** Older generations go, now and then; the one before stays, since a request may be just reading it. */
export async function pruneGenerations(
  container: ProxyContainer,
  generations: readonly string[],
  keep: readonly (string | undefined)[],
): Promise<void> {
  const old = generations.filter((generation) => !keep.includes(generation));
  if (old.length < maximumGenerations) return;
  await runIn(container, ["rm", "-rf", ...old.map((generation) => `${container.folder}/generations/${generation}`)]);
}
