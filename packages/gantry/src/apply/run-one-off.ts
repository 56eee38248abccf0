import type { Readable } from "node:stream";
import type { Engine, OutputChunk, Session } from "../engine/engine.ts";
import { label } from "../plan/labels.ts";
import type { ContainerSpec, CreateContainer } from "../plan/operation.ts";
import { createContainer } from "./container/create-container.ts";
import { removeContainer, stopContainer } from "./container/remove-container.ts";
import type { EmitEvent } from "./event.ts";
import { explainFailure } from "./explain-failure.ts";
import { preflight } from "./preflight/preflight.ts";

/** How long cleaning up may take when the caller has lost patience already. Milliseconds. */
const patience = 60_000;

export interface RunOneOffOptions {
  engine: Engine;
  emit?: EmitEvent | undefined;
  /** Aborted: the container is stopped, and removed when `remove` is set. */
  signal?: AbortSignal | undefined;
  /** Remove the container when it has ended, with its anonymous volumes. */
  remove?: boolean | undefined;
  /** Start it and come back at once. */
  detach?: boolean | undefined;
  /** Goes to the container's stdin; its end ends that. Default: none. */
  input?: Readable | undefined;
  onOutput?: ((chunk: OutputChunk) => void) | undefined;
  /** With a TTY: its size now, and how to hear of changes; returns how to stop hearing. */
  terminal?:
    | {
        size(): { columns: number; rows: number };
        onResize(listener: () => void): () => void;
      }
    | undefined;
}

/**
 * Runs a container for one command, as `describeOneOff` describes it, and resolves with its exit code.
 * What the service depends on must be up before: a plan for its dependencies does that.
 *
 * @throws UserError when it cannot be created or started: `image-missing`, `port-taken` and the like.
 */
export async function runOneOff(
  { name, spec }: { name: string; spec: ContainerSpec },
  options: RunOneOffOptions,
): Promise<{ id: string; exitCode: number }> {
  const { engine, emit, remove = false, detach = false } = options;
  const signal = options.signal ?? new AbortController().signal;
  const operation = describeOperation(name, spec);
  let id = "";
  let step = "created";
  try {
    await preflight(engine, [operation], signal);
    const created = await createContainer(engine, name, spec, signal);
    id = created.id;
    step = "started";
    for (const message of created.warnings) emit?.({ type: "warning", time: Date.now(), message });
    if (detach) {
      await engine.containers.start(id, { signal });
      return { id, exitCode: 0 };
    }
    return { id, exitCode: await runAttached(id, spec, { ...options, signal }) };
  } catch (error) {
    if (id && signal.aborted) await stopContainer(engine, id, { signal: AbortSignal.timeout(patience) });
    throw signal.aborted ? signal.reason : await explainFailure(error, { engine, operation, step });
  } finally {
    if (id && remove && !detach) {
      await removeContainer(engine, id, { signal: AbortSignal.timeout(patience), volumes: true, force: true });
    }
  }
}

async function runAttached(
  id: string,
  { body }: ContainerSpec,
  { engine, signal, input, onOutput, terminal }: RunOneOffOptions & { signal: AbortSignal },
): Promise<number> {
  const done = new AbortController();
  const limited = AbortSignal.any([signal, done.signal]);
  // Asked before the start: a container that the engine removes by itself cannot be asked afterwards.
  const exit = engine.containers.wait(id, { condition: "next-exit", signal: limited });
  exit.catch(() => {});
  try {
    await using session = await engine.containers.attach(id, {
      stdin: body.OpenStdin === true,
      tty: body.Tty === true,
      signal: limited,
    });
    const output = readAll(session, onOutput);
    output.catch(() => {});
    await engine.containers.start(id, { signal });
    const unlisten = followSize(session, terminal);
    const release = body.OpenStdin && input ? forwardInput(session, input) : undefined;
    try {
      const [{ exitCode }] = await Promise.all([exit, output]);
      return exitCode;
    } finally {
      unlisten?.();
      release?.();
    }
  } finally {
    done.abort();
  }
}

async function readAll(session: Session, onOutput: RunOneOffOptions["onOutput"]): Promise<void> {
  for await (const chunk of session.output) onOutput?.(chunk);
}

function followSize(session: Session, terminal: RunOneOffOptions["terminal"]): (() => void) | undefined {
  if (!terminal) return undefined;
  // The command may have ended between the change and the call.
  const resize = () => void session.resize(terminal.size()).catch(() => {});
  resize();
  return terminal.onResize(resize);
}

/** Passes input on at the pace at which the engine takes it. Returns how to let go of it. */
function forwardInput(session: Session, input: Readable): () => void {
  const onData = (data: Buffer) => {
    input.pause();
    // A command that has ended takes no more input; its exit code is the answer, not this.
    session.write(Buffer.from(data)).then(
      () => input.resume(),
      () => {},
    );
  };
  const onEnd = () => session.end();
  input.on("data", onData);
  input.once("end", onEnd);
  return () => {
    input.off("data", onData);
    input.off("end", onEnd);
    input.pause();
  };
}

function describeOperation(name: string, spec: ContainerSpec): CreateContainer {
  const service = spec.body.Labels?.[label.service] ?? name;
  const step = { id: `run/${name}`, reason: "asked for", after: [], gates: [], until: "completed" as const };
  return { ...step, type: "create-container", service, number: 0, name, spec };
}
