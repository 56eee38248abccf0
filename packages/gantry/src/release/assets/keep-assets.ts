import { createHash, randomBytes } from "node:crypto";
import { removeContainer } from "../../apply/container/remove-container.ts";
import type { Engine } from "../../engine/engine.ts";
import type { Mount } from "../../engine/types.ts";
import { UserError } from "../../model/error.ts";
import type { AssetFolder } from "../../model/service.ts";
import { label } from "../../plan/labels.ts";
import type { ProxyDefinition } from "../../proxy/proxy-definition.ts";
import { assetsFolder } from "../../proxy/volume/layout.ts";
import { collectScript, sourceFolder } from "./collect-script.ts";

/** The images of a service, by id. */
export interface ServiceImages {
  /** What is about to serve. */
  next: string;
  /** Of the releases that are kept, the newest first: what serves until now is the first. */
  earlier: readonly string[];
}

/** Where files are kept for a proxy. */
export interface AssetStore {
  /** Name of the volume. */
  volume: string;
  /** The stack's folder, in a container that has the volume at its usual place. */
  folder: string;
  /** An image with a shell that is on the engine: the proxy's. */
  tools: string;
}

export interface KeepAssetsOptions {
  engine: Engine;
  project: string;
  store: AssetStore;
  /** Those that have their files in the store. */
  definitions: readonly ProxyDefinition[];
  images: Readonly<Record<string, ServiceImages>>;
  signal: AbortSignal;
}

/** How long all of it may take. Milliseconds. */
const limit = 120_000;

/** How long clearing away may take. Milliseconds. */
const patience = 30_000;

/**
 * Lets the proxies serve the files that pages of earlier releases ask for and the image that is about to serve has not. No file passes through
 * the link: the engine fills a new volume with what an image has in its place, of any image, one without a shell too.
 */
export async function keepAssets(options: KeepAssetsOptions): Promise<void> {
  const { engine, project, store, definitions, images, signal } = options;
  const folders = foldersOf(definitions);
  const services = Object.entries(images).flatMap(([service, image]) => {
    const assets = folders.get(service);
    return assets ? [{ service, assets, ...image }] : [];
  });
  if (services.length === 0) return;
  const wanted = services.flatMap(({ service, assets, next, earlier }) =>
    [...new Set([next, ...earlier.slice(0, 1)])].map((image) => ({ service, assets, image })),
  );
  const base = `gantry-${project}-assets`;
  const place = { engine, project, signal: AbortSignal.any([signal, AbortSignal.timeout(limit)]) };
  const collector = `${base}-collect`;
  const sources = wanted.map((each, index) => ({ ...each, name: `${base}-${index}` }));
  const names = [collector, ...sources.map(({ name }) => name)];
  // Of a run that was ended half-way. To ask takes less time than to remove what is not there.
  const present = await engine.containers.list({}, { signal: place.signal });
  const found = new Set(present.flatMap(({ Names }) => Names.map((name) => name.slice(1))));
  await removeAll(
    place,
    names.filter((name) => found.has(name)),
  );
  try {
    const mounts = await Promise.all(sources.map((source) => mountFiles(place, source)));
    const generation = randomBytes(6).toString("hex");
    const words = services.map(({ service, assets, next, earlier }) =>
      [
        service,
        keyOf(next, assets),
        ...earlier.map((image) => keyOf(image, assets)).reverse(),
        keyOf(next, assets),
      ].join(" "),
    );
    await runCollector(place, {
      ...{ name: collector, image: store.tools, words: [store.folder, generation, ...words] },
      mounts: [{ Type: "volume", Source: store.volume, Target: assetsFolder }, ...mounts.flat()],
    });
  } finally {
    await removeAll({ ...place, signal: AbortSignal.timeout(patience) }, names);
  }
}

interface Place {
  engine: Engine;
  project: string;
  signal: AbortSignal;
}

function foldersOf(definitions: readonly ProxyDefinition[]): Map<string, AssetFolder[]> {
  const folders = new Map<string, AssetFolder[]>();
  for (const { assets } of definitions) {
    for (const service of new Set(assets.map((each) => each.service))) {
      folders.set(
        service,
        assets.filter((each) => each.service === service).map(({ path, folder }) => ({ path, folder })),
      );
    }
  }
  return folders;
}

/** Says which files: those of an image, in these folders of it. */
function keyOf(image: string, assets: readonly AssetFolder[]): string {
  return createHash("sha256")
    .update(JSON.stringify([image, assets]))
    .digest("hex")
    .slice(0, 16);
}

/** A container of the image that is never started, for the volumes that the engine fills when it makes it. */
async function mountFiles(
  { engine, project, signal }: Place,
  { service, assets, image, name }: { service: string; assets: readonly AssetFolder[]; image: string; name: string },
): Promise<Mount[]> {
  const body = {
    Image: image,
    Cmd: ["true"],
    Labels: { [label.project]: project, [label.oneOff]: "True" },
    HostConfig: {
      NetworkMode: "none",
      Mounts: assets.map(({ folder }) => ({ Type: "volume" as const, Target: folder })),
    },
  };
  const { id } = await engine.containers.create(name, body, { signal });
  const { Mounts } = await engine.containers.inspect(id, { signal });
  const key = keyOf(image, assets);
  return assets.flatMap(({ path, folder }): Mount[] => {
    const volume = Mounts.find(({ Destination }) => Destination === folder)?.Name;
    const Target = `${sourceFolder}/${service}/${key}${path}`;
    return volume === undefined ? [] : [{ Type: "volume", Source: volume, Target, ReadOnly: true }];
  });
}

/** @throws UserError `failed` with what the script said. */
async function runCollector(
  { engine, project, signal }: Place,
  { name, image, mounts, words }: { name: string; image: string; mounts: Mount[]; words: readonly string[] },
): Promise<void> {
  const { id } = await engine.containers.create(
    name,
    {
      Image: image,
      Entrypoint: ["sh", "-c", collectScript, "collect"],
      Cmd: [...words],
      User: "0",
      Labels: { [label.project]: project, [label.oneOff]: "True" },
      HostConfig: { NetworkMode: "none", Mounts: mounts },
    },
    { signal },
  );
  await engine.containers.start(id, { signal });
  const { exitCode } = await engine.containers.wait(id, { signal });
  if (exitCode === 0) return;
  const said: Buffer[] = [];
  for await (const { data } of engine.containers.logs(id, { tail: 5, signal })) said.push(data);
  throw new UserError(`collecting them ended with exit code ${exitCode}: ${Buffer.concat(said).toString().trim()}`, {
    code: "failed",
  });
}

/** With the volumes that the engine has filled for them. The first uses those of the others. */
async function removeAll({ engine, signal }: Place, [first, ...others]: readonly string[]): Promise<void> {
  const remove = (name: string) => removeContainer(engine, name, { signal, volumes: true, force: true });
  if (first !== undefined) await remove(first);
  await Promise.all(others.map(remove));
}
