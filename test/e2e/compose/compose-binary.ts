import { execFile } from "node:child_process";
import { home } from "../../../packages/gantry/src/compose/fixtures/case-folder.ts";
import type { Recording } from "../../../packages/gantry/src/compose/fixtures/read-cases.ts";
import { composeBinary } from "../../lab/tools.ts";

export interface ComposeRun {
  cwd: string;
  /** Global arguments, before `config`. */
  args?: readonly string[];
  env?: Readonly<Record<string, string>>;
  input?: string;
}

/** `docker compose config --format json`: the model that Docker Compose makes of its input, or why it refused. */
export function runComposeConfig({ cwd, args = [], env = {}, input }: ComposeRun): Promise<Recording> {
  return new Promise((resolve, reject) => {
    const child = execFile(
      composeBinary(),
      [...args, "config", "--format", "json"],
      { cwd, env: { PATH: process.env["PATH"], HOME: home, ...env }, maxBuffer: 64 << 20, timeout: 30_000 },
      (error, stdout, stderr) => {
        if (!error) resolve({ model: JSON.parse(stdout) });
        else if (typeof error.code === "number") resolve({ refused: readReason(stderr) });
        else reject(error);
      },
    );
    // A refusal may come before the input is read; the exit code says all.
    child.stdin?.on("error", () => undefined);
    child.stdin?.end(input ?? "");
  });
}

/** The last line that is no log line: what Docker Compose says to the user. */
function readReason(stderr: string): string {
  const lines = stderr.split("\n").filter((line) => line.trim() !== "" && !line.startsWith("time="));
  return lines.join("\n");
}
