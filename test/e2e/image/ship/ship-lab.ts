import { randomBytes } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ConnectOptions, connectEngine } from "../../../../packages/gantry/src/engine/connect-engine.ts";
import type { Engine } from "../../../../packages/gantry/src/engine/engine.ts";
import { EngineError } from "../../../../packages/gantry/src/engine/errors.ts";
import { docker } from "../../../lab/host/docker.ts";
import { engine, server } from "../../../lab/lab.ts";

/** `host` has engine 20.10; `trixie` is a server with engine 26.1, reached by ssh. */
export const placeNames = ["host", "28.5", "28.5-containerd", "trixie"] as const;
export type PlaceName = (typeof placeNames)[number];

export interface Place {
  name: PlaceName;
  engine: Engine;
  /** For the docker command, past ssh. */
  dockerHost: string;
}

/** Engines to ship from and to, and images made for a test file; all that has its prefix is removed in the end. */
export interface ShipLab extends AsyncDisposable {
  prefix: string;
  place(name: PlaceName): Promise<Place>;
  /**
   * Builds an image: the base, `megabytes` that nothing compresses, and a file with a line.
   * The same `name` has the same megabytes.
   */
  build(on: PlaceName, name: string, line: string): Promise<string>;
  /** What the file with the line says in an image of that engine. */
  readLine(on: PlaceName, image: string): Promise<string>;
}

export interface ShipLabOptions {
  /** The image that all are built on. */
  base: "busybox" | "node:22-alpine";
  megabytes: number;
}

export async function openShipLab({ base, megabytes }: ShipLabOptions): Promise<ShipLab> {
  const prefix = `gantry-ship-${randomBytes(4).toString("hex")}`;
  const folder = await mkdtemp(join(tmpdir(), `${prefix}-`));
  const places = new Map<PlaceName, Promise<Place>>();
  const contents = new Map<string, Buffer>();

  const place = (name: PlaceName): Promise<Place> => {
    const known = places.get(name) ?? openPlace(name);
    places.set(name, known);
    return known;
  };

  return {
    prefix,
    place,
    build: async (on, name, line) => {
      const content = contents.get(name) ?? randomBytes(megabytes * 1_000_000);
      contents.set(name, content);
      await writeFile(join(folder, "content"), content);
      await writeFile(join(folder, "line"), `${line}\n`);
      await writeFile(join(folder, "Dockerfile"), `FROM ${base}\nCOPY content /app/content\nCOPY line /app/line\n`);
      const image = `${prefix}-${name}:${line}`;
      const { dockerHost } = await place(on);
      await docker(dockerHost, ["build", "--quiet", `--tag=${image}`, folder], { env: { DOCKER_BUILDKIT: "1" } });
      return image;
    },
    readLine: async (on, image) =>
      (await docker((await place(on)).dockerHost, ["run", "--rm", "--network=none", image, "cat", "/app/line"])).trim(),
    [Symbol.asyncDispose]: async () => {
      for (const opened of await Promise.all(places.values())) {
        await removeImages(opened.engine, prefix);
        await opened.engine.close();
      }
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function openPlace(name: PlaceName): Promise<Place> {
  const { dockerHost, ...options } = await describePlace(name);
  return { name, dockerHost, engine: await connectEngine(options) };
}

async function describePlace(name: PlaceName): Promise<ConnectOptions & { dockerHost: string }> {
  if (name !== "trixie") {
    const { dockerHost } = await engine(name);
    return { host: dockerHost, dockerHost };
  }
  const { sshHost, sshConfig, dockerHost } = await server("trixie");
  return { host: sshHost, sshConfig, dockerHost };
}

async function removeImages(target: Engine, prefix: string): Promise<void> {
  // What was pulled from a registry has a digest there for a name.
  const found = await target.images.list({ names: [`${prefix}*`, `*/${prefix}/*`] });
  for (const { RepoTags, RepoDigests } of found) {
    const names = [...(RepoTags ?? []), ...(RepoDigests ?? [])].filter((name) => name.includes(prefix));
    for (const name of new Set(names)) await target.images.remove(name, { force: true }).catch(ignoreMissing);
  }
}

/** Removing the last name of an image removed its others. */
function ignoreMissing(error: unknown): void {
  if (!(error instanceof EngineError && error.status === 404)) throw error;
}
