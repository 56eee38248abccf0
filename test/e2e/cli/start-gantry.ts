import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { join } from "node:path";

/** The built command, for a Node of one's own choice. */
export const cli = join(import.meta.dirname, "../../../packages/gantry/dist/cli.js");

export interface Finished {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** A command that is running. What it prints is collected. */
export interface Running {
  child: ChildProcessWithoutNullStreams;
  output(): { stdout: string; stderr: string };
  /** Resolves as soon as stdout or stderr has text that matches; rejects when the command ends before. */
  saw(pattern: RegExp): Promise<void>;
  finished: Promise<Finished>;
}

export interface RunOptions {
  /** Goes to stdin, which is then closed. Default: an empty one. */
  input?: string;
  env?: Record<string, string>;
}

/** Starts the built command. What it finds in its environment besides the test's own is `env`. */
export function startGantry(args: readonly string[], { cwd, input, env }: RunOptions & { cwd?: string } = {}): Running {
  const running = startProcess(process.execPath, [cli, ...args], {
    cwd,
    env: { ...process.env, NO_COLOR: "", ...env },
  });
  running.child.stdin.end(input ?? "");
  return running;
}

/** Starts a program; its stdin stays open. */
export function startProcess(
  command: string,
  args: readonly string[],
  options: { cwd?: string | undefined; env: NodeJS.ProcessEnv },
): Running {
  const child = spawn(command, args, { ...options, stdio: "pipe" });
  const printed = { stdout: "", stderr: "" };
  const listeners = new Set<() => void>();
  for (const stream of ["stdout", "stderr"] as const) {
    child[stream].setEncoding("utf8").on("data", (text: string) => {
      printed[stream] += text;
      for (const listener of listeners) listener();
    });
  }
  // It may end before it has read all of its input.
  child.stdin.on("error", () => undefined);
  const finished = new Promise<Finished>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve({ code, ...printed }));
  });
  return {
    child,
    output: () => ({ ...printed }),
    finished,
    saw: (pattern) =>
      new Promise((resolve, reject) => {
        const check = () => {
          if (!pattern.test(printed.stdout) && !pattern.test(printed.stderr)) return;
          listeners.delete(check);
          resolve();
        };
        listeners.add(check);
        finished.then(() => {
          check();
          reject(new Error(`It ended without ${pattern}:\n${printed.stdout}\n${printed.stderr}`));
        }, reject);
        check();
      }),
  };
}
