import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { UserError } from "../../model/error.ts";

/** A build that is told to end may need a moment to leave its session; then it is killed. Milliseconds. */
const patience = 5000;

export interface RunDockerOptions {
  environment: Readonly<Record<string, string | undefined>>;
  signal: AbortSignal;
  stdin?: string | undefined;
  /** Called with each line of stdout and stderr. */
  onLine: (line: string) => void;
}

/**
 * Runs the `docker` command to its end. When the signal is aborted, the command and all that it started are ended first.
 *
 * @throws UserError `unsupported` where there is no such command; the signal's reason once that is aborted.
 */
export async function runDocker(argv: readonly string[], options: RunDockerOptions): Promise<{ code: number | null }> {
  const { environment, signal, stdin, onLine } = options;
  signal.throwIfAborted();
  // A process group of its own: buildx is a child of the command, and has to go with it.
  const child = spawn("docker", argv, { env: { ...environment }, stdio: ["pipe", "pipe", "pipe"], detached: true });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", resolve);
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
  for (const stream of [child.stdout, child.stderr]) createInterface({ input: stream }).on("line", onLine);
  // A command that ends before it has read everything breaks the pipe; its exit code says the rest.
  child.stdin.on("error", () => {});
  child.stdin.end(stdin ?? "");
  try {
    const code = await ended;
    signal.throwIfAborted();
    return { code };
  } catch (cause) {
    signal.throwIfAborted();
    throw new UserError("The docker command is not installed here, and images are built with it.", {
      code: "unsupported",
      exitCode: 1,
      fix: "Install Docker's command line with its buildx plugin on this machine, also when the engine is another one's. Or give the services an image that exists.",
      cause,
    });
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", end);
  }
}
