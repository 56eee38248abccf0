import type { Engine } from "../../engine/engine.ts";
import { EngineError } from "../../engine/errors.ts";
import type { ContainerSummary } from "../../engine/types.ts";
import { formatBytes } from "../../model/bytes.ts";
import { UserError } from "../../model/error.ts";
import { label } from "../../plan/labels.ts";

/** Of the disk that the engine keeps images on. Bytes. */
export interface DiskRoom {
  /** What the images that are shipped take, at the least. */
  needed: number;
  /** Absent where nobody can say. */
  free?: number;
}

/** What one container may take to answer, in milliseconds. */
const patience = 5_000;

/** So many containers are asked: images without any tools have no `df`. */
const tries = 3;

/**
 * How many bytes are free where the engine keeps its images. A container's own file system lies there, so one of the stack's that runs is
 * asked with `df`; where none runs, or none has the command, the machine itself, which can be asked over ssh. Undefined where nobody can say.
 */
export async function findFreeBytes(engine: Engine, project: string, signal: AbortSignal): Promise<number | undefined> {
  const filter = { labels: [`${label.project}=${project}`], running: true };
  const running = await engine.containers.list(filter, { signal });
  for (const { Id } of oneOfEachImage(running).slice(0, tries)) {
    const free = await askContainer(engine, Id, signal);
    if (free !== undefined) return free;
  }
  return await askMachine(engine, signal);
}

async function askMachine(engine: Engine, signal: AbortSignal): Promise<number | undefined> {
  const { DockerRootDir } = await engine.info({ signal });
  const output = await engine.machine.readCommand(["df", "-P", "-k", DockerRootDir], { signal });
  return output === undefined ? undefined : readFreeBytes(output);
}

function oneOfEachImage(containers: readonly ContainerSummary[]): ContainerSummary[] {
  return [...new Map(containers.map((container) => [container.ImageID, container])).values()];
}

async function askContainer(engine: Engine, id: string, signal: AbortSignal): Promise<number | undefined> {
  const limited = AbortSignal.any([signal, AbortSignal.timeout(patience)]);
  try {
    const command = ["df", "-P", "-k", "/"];
    const { exitCode, output } = await engine.exec(id, { command, signal: limited, maxOutput: 4096 });
    return exitCode === 0 ? readFreeBytes(output) : undefined;
  } catch (error) {
    signal.throwIfAborted();
    // It has ended meanwhile, or has no such command; or it does not answer in time.
    if (error instanceof EngineError || limited.aborted) return undefined;
    throw error;
  }
}

/**
 * The bytes that are available, of the output of `df -P -k` for one path.
 * @see https://pubs.opengroup.org/onlinepubs/9799919799/utilities/df.html
 */
export function readFreeBytes(output: string): number | undefined {
  const available = /\s\d+\s+\d+\s+(\d+)\s+\d+%\s+\/.*\s*$/.exec(output)?.[1];
  return available === undefined ? undefined : Number(available) * 1024;
}

const makeRoom = "See what takes the room there with `docker system df`, remove what nobody needs, and deploy again.";

/** With less than this, in bytes, nothing works as it should. */
const nothing = 1024 * 1024;

/** A container that fails for want of room has none for its log either: its failure on a full disk is told as what it is. */
export async function explainByDisk(
  error: unknown,
  { engine, project, signal }: { engine: Engine; project: string; signal: AbortSignal },
): Promise<unknown> {
  if (!(error instanceof UserError) || !(error.code === "container-exited" || error.code === "unhealthy")) return error;
  const free = await findFreeBytes(engine, project, signal).catch(() => undefined);
  if (free === undefined || free >= nothing) return error;
  return new UserError(`${error.message} The disk of ${engine.address} is full.`, {
    ...{ code: "disk-full", fix: makeRoom },
    ...(error.detail === undefined ? {} : { detail: error.detail }),
    cause: error,
  });
}

/** Undefined where there is room. */
export function explainNoRoom({ needed, free }: DiskRoom, address: string): UserError | undefined {
  if (free === undefined || needed <= free) return undefined;
  const sizes = `the images take at least ${formatBytes(needed)}, and ${formatBytes(free)} are free`;
  return new UserError(`${address}: there is no room for what would be shipped: ${sizes}.`, {
    code: "disk-full",
    fix: makeRoom,
  });
}
