import { removeContainer } from "../apply/container/remove-container.ts";
import type { Engine } from "../engine/engine.ts";
import type { Desired } from "../plan/desired.ts";
import { label } from "../plan/labels.ts";
import { fingerprintFiles } from "./configuration/fingerprint-files.ts";
import { printInclude } from "./nginx/print-include.ts";
import type { ProxyDefinition } from "./proxy-definition.ts";
import { packFolder, readFolder } from "./volume/archive.ts";
import { initialVolume } from "./volume/initial-volume.ts";
import { nginxInclude, proxyFolder } from "./volume/layout.ts";
import type { DescribeTargets } from "./volume/write-volume.ts";

export interface PrepareProxyOptions {
  engine: Engine;
  signal: AbortSignal;
}

/**
 * Fills the volume of a proxy before its container starts: services that were never switched are reached by their own names. What is there
 * stays. Needs the proxy's image on the engine; makes the volume when it is missing. Done by a container that is never started, so that the
 * proxy needs no entrypoint of Gantry's.
 */
export async function prepareProxy(
  { kind, service, volume: key = "", place, upstreams, files }: ProxyDefinition,
  desired: Desired,
  { engine, signal }: PrepareProxyOptions,
): Promise<void> {
  const volume = desired.volumes[key];
  const image = desired.services[service]?.image;
  if (!volume || image === undefined) throw new Error(`${service} is not in the stack that manageProxies returned.`);
  await engine.volumes.create(volume.body, { signal });
  const name = `gantry-${desired.project}-${service}-prepare`;
  // Of a run that was ended half-way.
  await removeContainer(engine, name, { signal, volumes: true, force: true });
  const { id } = await engine.containers.create(
    name,
    {
      Image: image,
      // An image may have no command of its own, and then none is made of it.
      Cmd: ["true"],
      Labels: { [label.project]: desired.project, [label.oneOff]: "True" },
      HostConfig: { Mounts: [{ Type: "volume", Source: volume.name, Target: proxyFolder }] },
    },
    { signal },
  );
  try {
    const present = (await readFolder({ engine, id, signal }, proxyFolder)) ?? { files: new Map(), links: new Map() };
    const services = upstreams.map((upstream) => upstream.service);
    const describe: DescribeTargets = (targets) =>
      kind === "nginx" ? { [nginxInclude]: printInclude(targets, upstreams) } : {};
    const missing = initialVolume(present, services, { describe, place });
    const archive = await packFolder({
      // The container that is about to start loads what its spec brings along.
      files: new Map([...(missing?.files ?? []), ["loaded", fingerprintFiles(files)]]),
      links: missing?.links ?? new Map(),
    });
    await engine.containers.putArchive(id, proxyFolder, archive, { signal });
  } finally {
    await removeContainer(engine, id, { signal: AbortSignal.timeout(30_000), volumes: true, force: true });
  }
}
