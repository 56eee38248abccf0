import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";

export interface Run {
  milliseconds: number;
  /** Peak resident memory of the process itself, in bytes; its children count apart. */
  peakMemory: number;
  exitCode: number;
  /** stdout and stderr, for the error when a run fails. */
  output: string;
}

export interface Command {
  argv: readonly [string, ...string[]];
  cwd?: string;
  env?: Readonly<Record<string, string>>;
  /** Exit codes that are no failure. Default: 0 alone. */
  exitCodes?: readonly number[];
}

/** Runs a command to its end, timed from outside. @throws when it fails. */
export async function runTimed({ argv: [file, ...args], cwd, env, exitCodes = [0] }: Command): Promise<Run> {
  const start = process.hrtime.bigint();
  const child = spawn(file, args, { cwd, env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => (output += chunk));
  child.stderr.on("data", (chunk: Buffer) => (output += chunk));
  let peakMemory = 0;
  // The kernel's high-water mark only grows, so the last sample before the exit is the peak up to 10 ms.
  const sampler = setInterval(() => (peakMemory = readPeakMemory(child.pid) ?? peakMemory), 10);
  try {
    const exitCode = await new Promise<number>((resolve, reject) => {
      child.once("error", reject);
      child.once("close", (code, signal) => resolve(code ?? (signal ? 128 : 1)));
    });
    const milliseconds = Number(process.hrtime.bigint() - start) / 1e6;
    if (!exitCodes.includes(exitCode))
      throw new Error(`${[file, ...args].join(" ")} exited with ${exitCode}:\n${output}`);
    return { milliseconds, peakMemory, exitCode, output };
  } finally {
    clearInterval(sampler);
  }
}

function readPeakMemory(pid: number | undefined): number | undefined {
  try {
    const match = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8"));
    return match ? Number(match[1]) * 1024 : undefined;
  } catch {
    return undefined; // It has ended, or this is no Linux.
  }
}

/** The middle value; of an even count the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}
