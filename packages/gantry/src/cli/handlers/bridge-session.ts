import { setTimeout as sleep } from "node:timers/promises";
import type { Session } from "../../engine/engine.ts";
import type { Terminal } from "../terminal.ts";
import { writeData } from "../write-data.ts";

export interface BridgeSessionOptions {
  terminal: Terminal;
  tty: boolean;
  signal: AbortSignal;
}

/** Joins our streams to those of a command in a container, until it ends. Returns its exit code. */
export async function bridgeSession(
  session: Session,
  { terminal, tty, signal }: BridgeSessionOptions,
): Promise<number> {
  const { stdin, stdout } = terminal;
  const ended = new AbortController();
  const resize = () => void resizeUntilTaken(session, stdout, ended.signal);
  if (tty) {
    terminal.setRawMode();
    stdout.on("resize", resize);
    resize();
  }
  const detach = forwardInput(session, stdin);
  try {
    for await (const { stream, data } of session.output) {
      await writeData(stream === "stdout" ? stdout : terminal.stderr, data, signal);
    }
    signal.throwIfAborted();
    return await session.exitCode();
  } finally {
    ended.abort();
    detach();
    stdout.off("resize", resize);
    terminal.restore();
    await session[Symbol.asyncDispose]();
  }
}

/** The engine answers before it has made the terminal: the size is told again, for a second at most, until it is taken. */
async function resizeUntilTaken(session: Session, stdout: NodeJS.WriteStream, ended: AbortSignal): Promise<void> {
  for (let pause = 10; pause < 1000 && !ended.aborted; pause *= 2) {
    const size = { columns: stdout.columns || 80, rows: stdout.rows || 24 };
    const taken = await session.resize(size).then(
      () => true,
      () => false,
    );
    if (taken) return;
    await sleep(pause, undefined, { signal: ended }).catch(() => undefined);
  }
}

/** Passes stdin on, at the pace at which the engine takes it. Returns how to let go of it. */
function forwardInput(session: Session, stdin: NodeJS.ReadStream): () => void {
  const onData = (data: Buffer) => {
    stdin.pause();
    // A command that has ended takes no more input; its exit code is the answer, not this.
    session.write(data).then(
      () => stdin.resume(),
      () => undefined,
    );
  };
  const onEnd = () => session.end();
  stdin.on("data", onData);
  stdin.once("end", onEnd);
  return () => {
    stdin.off("data", onData);
    stdin.off("end", onEnd);
    stdin.pause();
    // An open pipe would keep the process waiting for input that nobody reads.
    stdin.unref?.();
  };
}
