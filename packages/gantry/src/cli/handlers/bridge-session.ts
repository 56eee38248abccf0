import { once } from "node:events";
import type { Session } from "../../engine/engine.ts";
import type { Terminal } from "../terminal.ts";

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
  const resize = () => {
    // The command may have ended between the change and the call.
    session.resize({ columns: stdout.columns || 80, rows: stdout.rows || 24 }).catch(() => undefined);
  };
  if (tty) {
    terminal.setRawMode();
    stdout.on("resize", resize);
    resize();
  }
  const detach = forwardInput(session, stdin);
  try {
    for await (const { stream, data } of session.output) {
      const target = stream === "stdout" ? stdout : terminal.stderr;
      if (!target.write(data)) await once(target, "drain");
    }
    signal.throwIfAborted();
    return await session.exitCode();
  } finally {
    detach();
    stdout.off("resize", resize);
    terminal.restore();
    await session[Symbol.asyncDispose]();
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
