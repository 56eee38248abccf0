import { spawn } from "node:child_process";
import { createWriteStream } from "node:fs";
import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import process from "node:process";
import { LabError } from "./lab-error.ts";
import { labPath } from "./paths.ts";

export interface CommandOptions {
  cwd?: string;
  /** Added to this process' environment. */
  env?: Readonly<Record<string, string>>;
  input?: string;
  /** Default: 10 minutes. */
  timeoutMs?: number;
  /** Name of a log file of the lab that gets all output, and is named when the command fails. */
  log?: string;
}

export interface CommandResult {
  exitCode: number;
  stdout: string;
  stderr: string;
}

/** Runs a command to its end, whatever its exit code; one that cannot be started, or takes too long, counts as exit code 127. */
export async function tryCommand(
  command: string,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<CommandResult> {
  const log = options.log === undefined ? undefined : await openLog(options.log);
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: { ...process.env, ...options.env },
      stdio: ["pipe", "pipe", "pipe"],
      // Not spawn's own timeout: its timer outlives a command that cannot be started, and holds this process up.
      signal: AbortSignal.timeout(options.timeoutMs ?? 600_000),
      killSignal: "SIGKILL",
    });
    let stdout = "";
    let stderr = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      stdout += text;
      log?.write(text);
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      stderr += text;
      log?.write(text);
    });
    // A child that ends before it read its input closes the pipe; its exit code tells the story.
    child.stdin.on("error", () => {}).end(options.input ?? "");
    child.on("error", (error) => {
      stderr += error.message;
      log?.end();
      resolve({ exitCode: 127, stdout, stderr });
    });
    child.on("close", (code) => {
      log?.end();
      resolve({ exitCode: code ?? 137, stdout, stderr });
    });
  });
}

/** Runs a command and returns its stdout. @throws LabError with the end of its output when it fails. */
export async function runCommand(
  command: string,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<string> {
  const result = await tryCommand(command, args, options);
  if (result.exitCode !== 0) {
    const tail = `${result.stdout}\n${result.stderr}`.trim().split("\n").slice(-12).join("\n");
    const where = options.log === undefined ? "" : ` Its whole output is in ${logPath(options.log)}.`;
    throw new LabError(`${[command, ...args].join(" ")} ended with exit code ${result.exitCode}.${where}\n${tail}`);
  }
  return result.stdout;
}

export async function commandExists(command: string): Promise<boolean> {
  return (await tryCommand("sh", ["-c", 'command -v "$1"', "sh", command])).exitCode === 0;
}

function logPath(name: string): string {
  return labPath("log", `${name.replaceAll(/[^\w.-]+/g, "_")}.log`);
}

async function openLog(name: string) {
  const path = logPath(name);
  await mkdir(dirname(path), { recursive: true });
  return createWriteStream(path);
}
