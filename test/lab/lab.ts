import { mkdir } from "node:fs/promises";
import {
  type EngineName,
  engineNames,
  engineSpec,
  engineSpecs,
  type ServerName,
  serverNames,
} from "./engines/engine-spec.ts";
import { engineIp, engineSocket, ensureEngine, sshPort } from "./engines/ensure-engine.ts";
import { type ServerAccess, writeServerAccess } from "./engines/server-keys.ts";
import { ensureHostEngine, findEngine } from "./host/host-engine.ts";
import { images } from "./images/catalogue.ts";
import { ensureImages } from "./images/ensure-images.ts";
import { withLock } from "./lock.ts";
import { once } from "./once.ts";
import { labDirectory } from "./paths.ts";
import { ensureTools } from "./tools.ts";

export { images } from "./images/catalogue.ts";
export { composeBinary } from "./tools.ts";

/** `host` is this machine's engine with the base images, the only part that the demo needs. */
export type LabPart = "host" | "tools" | EngineName;

export const allParts: readonly LabPart[] = ["host", "tools", ...engineNames];

export interface LabEngine {
  /** For `DOCKER_HOST`. */
  dockerHost: string;
  /** Where ports that are published on the engine are reached from this machine. */
  ip: string;
}

export interface LabServer extends ServerAccess {
  /** The server's own engine by a local socket, for looking at it past ssh. */
  dockerHost: string;
  ip: string;
}

export interface LabOptions {
  /** Default: everything. */
  parts?: readonly LabPart[];
  /** Base images by their usual names. Default: the whole catalogue. */
  images?: readonly string[];
}

/**
 * Makes parts of the lab exist and run, whatever state they are in: absent, stopped, left over from a killed run.
 * Cheap when all is there; safe to call from many processes at once.
 */
export async function ensureLab(options: LabOptions = {}): Promise<void> {
  const parts = options.parts ?? allParts;
  const names = options.images ?? images;
  await once(`lab ${parts.join()} ${names.join()}`, () =>
    withLock("lab", async () => {
      await mkdir(labDirectory(), { recursive: true });
      const host = await ensureHostEngine();
      if (parts.includes("tools")) await ensureTools();
      const baseImages = ensureImages(host, names).then(() => names);
      const engines = engineNames.filter((name) => parts.includes(name));
      await Promise.all([baseImages, ...engines.map((name) => startEngine(host, name, baseImages))]);
    }),
  );
}

async function startEngine(host: string, name: EngineName, baseImages: Promise<readonly string[]>): Promise<void> {
  const spec = engineSpec(name);
  await ensureEngine(host, spec, baseImages);
  if (spec.server !== undefined) await writeServerAccess(spec.server, await sshPort(host, name));
}

/** This machine's engine, or one of the lab's. Starts it if it is not there. */
export async function engine(name: "host" | EngineName): Promise<LabEngine> {
  if (name === "host") return { dockerHost: await hostEngine(), ip: "127.0.0.1" };
  await ensureLab({ parts: ["host", name] });
  const host = await hostEngine();
  return { dockerHost: `unix://${engineSocket(name)}`, ip: await engineIp(host, name) };
}

/** A machine with sshd and Docker, as a rented server is. Starts it if it is not there. */
export async function server(name: ServerName): Promise<LabServer> {
  const spec = engineSpecs.find((candidate) => candidate.server === name);
  if (spec === undefined) throw new Error(`the lab has no server ${name}; it has ${serverNames.join(", ")}`);
  const { dockerHost, ip } = await engine(spec.name);
  const port = await sshPort(await hostEngine(), spec.name);
  return { ...(await writeServerAccess(name, port)), dockerHost, ip };
}

async function hostEngine(): Promise<string> {
  return (await findEngine()) ?? ensureHostEngine();
}
