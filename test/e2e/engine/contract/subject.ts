import { randomBytes } from "node:crypto";
import { afterAll, beforeAll } from "vitest";
import { type ConnectOptions, connectEngine } from "../../../../packages/gantry/src/engine/connect-engine.ts";
import type { Engine, OutputChunk } from "../../../../packages/gantry/src/engine/engine.ts";
import type { ContainerCreateBody } from "../../../../packages/gantry/src/engine/types.ts";

/** An engine under test, reached one way, and what the tests make there. */
export interface Subject {
  readonly engine: Engine;
  /** A connection of one's own, to close or to cut. */
  connect(options?: ConnectOptions): Promise<Engine>;
  /** A name that nobody else has. */
  name(): string;
  readonly label: string;
  create(command: readonly string[], body?: Partial<ContainerCreateBody>): Promise<string>;
  run(command: readonly string[], body?: Partial<ContainerCreateBody>): Promise<string>;
}

export const IMAGE = "busybox:latest";

/** Connects before the tests of a file, and removes afterwards whatever they made. */
export function useSubject(findTarget: () => Promise<ConnectOptions>): Subject {
  const id = `gantry-contract-${randomBytes(4).toString("hex")}`;
  const label = `gantry.contract=${id}`;
  let target: ConnectOptions = {};
  let engine: Engine | undefined;
  let count = 0;

  const getEngine = (): Engine => {
    if (engine === undefined) throw new Error("The subject connects in beforeAll.");
    return engine;
  };
  const name = () => `${id}-${++count}`;
  const create: Subject["create"] = async (command, body = {}) => {
    const labels = { "gantry.contract": id };
    const { id: container } = await getEngine().containers.create(name(), {
      Image: IMAGE,
      Cmd: [...command],
      Labels: labels,
      StopTimeout: 1,
      ...body,
    });
    return container;
  };

  beforeAll(async () => {
    target = await findTarget();
    engine = await connectEngine(target);
  });

  afterAll(async () => {
    if (engine === undefined) return;
    const { containers, networks, volumes, images } = engine;
    const filter = { labels: [label] };
    for (const { Id } of await containers.list(filter)) await containers.remove(Id, { force: true, volumes: true });
    for (const { Id } of await networks.list(filter)) await networks.remove(Id);
    for (const { Name } of await volumes.list(filter)) await volumes.remove(Name);
    for (const { RepoTags } of await images.list({ names: [`${id}-*`] })) {
      for (const tag of RepoTags ?? []) await images.remove(tag, { force: true });
    }
    await engine.close();
  });

  return {
    get engine() {
      return getEngine();
    },
    connect: (options) => connectEngine({ ...target, ...options }),
    name,
    label,
    create,
    run: async (command, body) => {
      const container = await create(command, body);
      await getEngine().containers.start(container);
      return container;
    },
  };
}

export async function collect<T>(source: AsyncIterable<T>): Promise<T[]> {
  const items: T[] = [];
  for await (const item of source) items.push(item);
  return items;
}

export function join(chunks: readonly OutputChunk[], stream: OutputChunk["stream"]): string {
  return Buffer.concat(chunks.filter((chunk) => chunk.stream === stream).map(({ data }) => data)).toString();
}
