import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { UserError } from "../../model/error.ts";

/** A command that is told to end may need a moment; then it is killed. Milliseconds. */
const patience = 5000;

export interface RunCommandOptions {
  cwd: string;
  env: Readonly<Record<string, string | undefined>>;
  /** When it is over, the command is ended, and all that it started. */
  signal: AbortSignal;
  onLine: (line: string, stream: "stdout" | "stderr") => void;
}

/**
 * Runs a command of the operator's machine to its end.
 *
 * @returns its exit code; `null` when a signal ended it
 * @throws UserError `failed` when there is no such program
 */
export async function runCommand(
  [program = "", ...args]: readonly string[],
  { cwd, env, signal, onLine }: RunCommandOptions,
): Promise<number | null> {
  signal.throwIfAborted();
  // A process group of its own: what it started has to end with it.
  const child = spawn(program, args, { cwd, env: { ...env }, stdio: ["ignore", "pipe", "pipe"], detached: true });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
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
  try {
    const code = await ended;
    signal.throwIfAborted();
    return code;
  } catch (cause) {
    signal.throwIfAborted();
    const code = cause instanceof Error && "code" in cause ? String(cause.code) : String(cause);
    throw new UserError(`${program} could not be started (${code}).`, {
      code: "failed",
      fix: "Check that the program is installed here, and that it may be run.",
      cause,
    });
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", end);
  }
}
