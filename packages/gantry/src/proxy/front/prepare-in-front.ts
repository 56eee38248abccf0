import type { ProxyDefinition } from "../proxy-definition.ts";
import { packFolder, readFolder } from "../volume/archive.ts";
import { initialVolume } from "../volume/initial-volume.ts";
import { proxyFolder } from "../volume/layout.ts";
import type { ProxyContainer } from "../volume/proxy-container.ts";

/** Gives a stack its folder in the front, before its fragment is loaded for the first time. What is there stays. */
export async function prepareInFront(
  { upstreams, place }: Pick<ProxyDefinition, "upstreams" | "place">,
  { engine, id, signal }: Omit<ProxyContainer, "folder">,
): Promise<void> {
  const present = (await readFolder({ engine, id, signal }, place.folder)) ?? { files: new Map(), links: new Map() };
  const services = upstreams.map(({ service }) => service);
  const missing = initialVolume(present, services, { describe: () => ({}), place });
  if (!missing) return;
  const below = place.folder.slice(proxyFolder.length + 1);
  const within = (entries: ReadonlyMap<string, string>) =>
    new Map([...entries].map(([path, content]) => [`${below}/${path}`, content] as const));
  const archive = await packFolder({ files: within(missing.files), links: within(missing.links) });
  await engine.containers.putArchive(id, proxyFolder, archive, { signal });
}
