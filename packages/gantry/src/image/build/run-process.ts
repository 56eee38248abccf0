import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

/** A process that is told to end may need a moment; then it is killed, and all that it started. Milliseconds. */
const patience = 5000;

export interface RunProcessOptions {
  cwd?: string | undefined;
  env: Readonly<Record<string, string | undefined>>;
  signal: AbortSignal;
  /** Goes to its stdin, which is then closed. Default: an empty one. */
  stdin?: string | undefined;
  /** Called with each line of stdout and stderr. */
  onLine: (line: string, stream: "stdout" | "stderr") => void;
}

/** The program could not be started. */
export class NotStartedError extends Error {}

/**
 * Runs a program of this machine to its end. When the signal is aborted, the program and all that it started are ended first.
 *
 * @returns its exit code; `null` when a signal ended it
 * @throws NotStartedError; the signal's reason once that is aborted
 */
export async function runProcess(
  [program = "", ...args]: readonly string[],
  { cwd, env, signal, stdin, onLine }: RunProcessOptions,
): Promise<number | null> {
  signal.throwIfAborted();
  // A process group of its own: what it started has to end with it.
  const child = spawn(program, args, { cwd, env: { ...env }, stdio: ["pipe", "pipe", "pipe"], detached: true });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once("error", (cause) => reject(new NotStartedError(cause.message, { cause })));
    child.once("close", resolve);
  });
  const kill = (name: NodeJS.Signals) => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, name);
    } catch {
      // It has ended meanwhile.
    }
  };
  let timer: NodeJS.Timeout | undefined;
  const end = () => {
    kill("SIGTERM");
    timer = setTimeout(() => kill("SIGKILL"), patience);
  };
  signal.addEventListener("abort", end, { once: true });
  for (const stream of ["stdout", "stderr"] as const) {
    createInterface({ input: child[stream] }).on("line", (line) => onLine(line, stream));
  }
  // One that ends before it has read everything breaks the pipe; its exit code says the rest.
  child.stdin.on("error", () => {});
  child.stdin.end(stdin ?? "");
  try {
    const code = await ended;
    signal.throwIfAborted();
    return code;
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", end);
  }
}
