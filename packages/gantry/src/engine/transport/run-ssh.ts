import { spawn } from "node:child_process";
import type { PipedProcess } from "./process-socket.ts";

const LIMIT_MILLISECONDS = 60_000;

/** Starts `ssh`. The arguments hold no secret. */
export function spawnSsh(args: readonly string[], env: NodeJS.ProcessEnv): PipedProcess {
  // Its own process group: Ctrl-C in the terminal must not cut the connection while the program still ends its work.
  return spawn("ssh", args, { env, stdio: ["pipe", "pipe", "pipe"], detached: true });
}

export interface SshEnd {
  /** `null`: killed, or not started. */
  exitCode: number | null;
  stderr: string;
  /** Why it did not start, such as `ENOENT`. */
  error?: Error;
}

/** Runs `ssh` to its end, without input. The signal kills it. */
export async function runSsh(args: readonly string[], env: NodeJS.ProcessEnv, signal?: AbortSignal): Promise<SshEnd> {
  const child = spawnSsh(args, env);
  const kill = () => child.kill();
  const timer = setTimeout(kill, LIMIT_MILLISECONDS);
  signal?.addEventListener("abort", kill, { once: true });
  let stderr = "";
  child.stdin.on("error", () => {}).end();
  child.stdout.resume();
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  const end = await new Promise<SshEnd>((resolve) => {
    child.once("error", (error) => resolve({ exitCode: null, stderr, error }));
    child.once("close", (exitCode) => resolve({ exitCode, stderr }));
    // A master that went to the background may keep the pipes open (OpenSSH before 8.7); its exit is enough.
    child.once("exit", (exitCode) => {
      if (exitCode === 0) resolve({ exitCode, stderr });
    });
  });
  clearTimeout(timer);
  signal?.removeEventListener("abort", kill);
  child.stdout.destroy();
  child.stderr.destroy();
  return end;
}
