import type { Engine } from "../../engine/engine.ts";
import { unlessGone } from "../../engine/unless-gone.ts";
import type { LiveImage, LiveImages } from "../facts/images/live-image.ts";
import { hasUnknown } from "../facts/unknown.ts";

export interface ReadLiveOptions {
  signal?: AbortSignal | undefined;
}

/**
 * What an engine says of images: `docker image inspect`, and which of the programs are in them. For that a container of each is created, which
 * is never started, and removed again. Images that the engine does not have are left out.
 *
 * @param asked The programs to look for, by image.
 */
export async function readLiveImages(
  engine: Engine,
  asked: ReadonlyMap<string, ReadonlySet<string>>,
  options: ReadLiveOptions = {},
): Promise<LiveImages> {
  const images = new Map<string, LiveImage>();
  for (const [name, programs] of asked) {
    if (name === "" || hasUnknown(name) || name.includes("$")) continue;
    const live = await readLiveImage(engine, name, programs, options);
    if (live) images.set(name, live);
  }
  return images;
}

async function readLiveImage(
  engine: Engine,
  name: string,
  programs: ReadonlySet<string>,
  { signal }: ReadLiveOptions,
): Promise<LiveImage | undefined> {
  const call = signal ? { signal } : {};
  const image = await unlessGone(engine.images.inspect(name, call));
  if (!image) return undefined;
  const { User: user, Healthcheck: health, Volumes: volumes, Env: env } = image.Config ?? {};
  const path = env?.find((entry) => entry.startsWith("PATH="))?.slice("PATH=".length) || defaultPath;
  // It is never started: the program need not be there.
  const body = { Image: image.Id, Entrypoint: ["/none"], Labels: { "gantry.check": "live" } };
  const { id } = await engine.containers.create(undefined, body, call);
  try {
    const tools = new Map<string, boolean>();
    for (const program of new Set(["sh", ...programs])) {
      tools.set(program, await hasProgram(engine, id, program, path.split(":"), call));
    }
    return {
      user: user || "root",
      hasHealthcheck: (health?.Test ?? ["NONE"])[0] !== "NONE",
      volumes: Object.keys(volumes ?? {}),
      tools,
    };
  } finally {
    await engine.containers.remove(id, { force: true });
  }
}

const defaultPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

async function hasProgram(
  engine: Engine,
  container: string,
  program: string,
  folders: readonly string[],
  call: { signal?: AbortSignal },
): Promise<boolean> {
  const places = program.startsWith("/") ? [program] : folders.map((folder) => `${folder}/${program}`);
  for (const place of places) {
    const found = await unlessGone(engine.containers.getArchive(container, place, call));
    // That it is there is all that is asked.
    found?.destroy();
    if (found) return true;
  }
  return false;
}
