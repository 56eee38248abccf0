import { randomBytes } from "node:crypto";
import { type ConnectOptions, connectEngine } from "../../../packages/gantry/src/engine/connect-engine.ts";
import type { Engine } from "../../../packages/gantry/src/engine/engine.ts";
import { stateImage } from "../../../packages/gantry/src/release/state/state-image.ts";
import { engine as labEngine, server } from "../../lab/lab.ts";

/** `trixie` is a server with engine 26.1, reached by ssh. */
export const placeNames = ["host", "28.5", "28.5-containerd", "trixie"] as const;
export type PlaceName = (typeof placeNames)[number];

/** An engine that stacks keep their state on. Disposing of it removes the state of every project that it named. */
export interface StatePlace extends AsyncDisposable {
  engine: Engine;
  /** For a connection of one's own, in another process perhaps. */
  target: ConnectOptions;
  connect(): Promise<Engine>;
  /** A name that no other stack has. */
  project(): string;
}

export async function openPlace(name: PlaceName): Promise<StatePlace> {
  const target = await findTarget(name);
  const engine = await connectEngine(target);
  const projects: string[] = [];
  return {
    engine,
    target,
    connect: () => connectEngine(target),
    project: () => {
      const project = `gantry-statetest-${randomBytes(4).toString("hex")}`;
      projects.push(project);
      return project;
    },
    [Symbol.asyncDispose]: async () => {
      for (const project of projects) await removeAll(engine, project);
      // Refused while another stack needs it.
      await engine.images.remove(stateImage).catch(() => {});
      await engine.close();
    },
  };
}

async function findTarget(name: PlaceName): Promise<ConnectOptions> {
  if (name !== "trixie") return { host: (await labEngine(name)).dockerHost };
  const { sshHost, sshConfig } = await server(name);
  return { host: sshHost, sshConfig };
}

/** What of a stack's state is on the engine. */
export async function listState(engine: Engine, project: string): Promise<string[]> {
  const filter = { labels: [`gantry.stack=${project}`] };
  const [containers, volumes] = await Promise.all([engine.containers.list(filter), engine.volumes.list(filter)]);
  return [
    ...containers.map(({ Names, State }) => `container ${Names[0]?.slice(1)} ${State}`),
    ...volumes.map(({ Name }) => `volume ${Name}`),
  ].sort();
}

async function removeAll(engine: Engine, project: string): Promise<void> {
  const filter = { labels: [`gantry.stack=${project}`] };
  for (const { Id } of await engine.containers.list(filter)) await engine.containers.remove(Id, { force: true });
  for (const { Name } of await engine.volumes.list(filter)) await engine.volumes.remove(Name);
}
