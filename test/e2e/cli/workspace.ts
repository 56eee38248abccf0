import { randomBytes } from "node:crypto";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { connectEngine } from "../../../packages/gantry/src/engine/connect-engine.ts";
import type { Engine } from "../../../packages/gantry/src/engine/engine.ts";
import { label } from "../../../packages/gantry/src/plan/labels.ts";
import { composeBinary } from "../../lab/tools.ts";
import { cli, type Finished, type Running, type RunOptions, startGantry, startProcess } from "./start-gantry.ts";

export type { Finished, Running };

export interface TerminalOptions {
  columns?: number;
  rows?: number;
  env?: Record<string, string>;
}

/** A folder and a project of a test's own, and the built command in it. Disposing of it removes both. */
export interface Workspace extends AsyncDisposable {
  /** The project's name. */
  name: string;
  directory: string;
  engine: Engine;
  write(path: string, content: string): Promise<void>;
  gantry(args: readonly string[], options?: RunOptions): Promise<Finished>;
  start(args: readonly string[], options?: RunOptions): Running;
  /** Runs it at a terminal of its own; its stdout and stderr are both the terminal's, and its stdin stays open. */
  startInTerminal(args: readonly string[], options?: TerminalOptions): Running;
  compose(...args: string[]): Promise<Finished>;
}

export async function createWorkspace(): Promise<Workspace> {
  const name = `gantry-test-cli-${randomBytes(4).toString("hex")}`;
  const directory = await mkdtemp(join(tmpdir(), `${name}-`));
  const engine = await connectEngine();
  const children = new Set<Running["child"]>();
  const own = (running: Running) => {
    children.add(running.child);
    running.child.once("close", () => children.delete(running.child));
    return running;
  };
  const start = (args: readonly string[], options?: RunOptions) =>
    own(startGantry(args, { cwd: directory, ...options }));
  return {
    name,
    directory,
    engine,
    write: async (path, content) => {
      await mkdir(dirname(join(directory, path)), { recursive: true });
      await writeFile(join(directory, path), content);
    },
    gantry: (args, options) => start(args, options).finished,
    start,
    startInTerminal: (args, { columns = 80, rows = 24, env } = {}) => {
      // `script` gives its command a terminal; the size is set from inside.
      const line = [process.execPath, cli, ...args].map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(" ");
      const command = `stty cols ${columns} rows ${rows}; exec ${line}`;
      const options = { cwd: directory, env: { ...process.env, NO_COLOR: "", TERM: "xterm", ...env } };
      return own(startProcess("script", ["--quiet", "--return", "--command", command, "/dev/null"], options));
    },
    compose: (...args) => {
      const running = own(
        startProcess(composeBinary(), args, { cwd: directory, env: { ...process.env, NO_COLOR: "" } }),
      );
      running.child.stdin.end();
      return running.finished;
    },
    [Symbol.asyncDispose]: async () => {
      // A test that failed may have left one waiting.
      for (const child of children) child.kill("SIGKILL");
      await removeProject(engine, name);
      await engine.close();
      await rm(directory, { recursive: true });
    },
  };
}

async function removeProject(engine: Engine, name: string): Promise<void> {
  const mine = { labels: [`${label.project}=${name}`] };
  for (const { Id } of await engine.containers.list(mine)) {
    await engine.containers.remove(Id, { force: true, volumes: true });
  }
  for (const { Id } of await engine.networks.list(mine)) await engine.networks.remove(Id);
  for (const { Name } of await engine.volumes.list(mine)) await engine.volumes.remove(Name);
}

/** Two services: a database that is healthy after a moment and writes a line a tenth of a second, and a web server that waits for it. */
export function shopFile(name: string): string {
  return `
name: ${name}
services:
  db:
    image: busybox
    command: ["sh", "-c", "trap 'exit 0' TERM; sleep 0.3; touch /tmp/ready; i=0; while :; do i=$$((i+1)); echo db line $$i; sleep 0.1; done"]
    healthcheck: { test: ["CMD", "test", "-f", "/tmp/ready"], interval: 10s }
    volumes: ["data:/data"]
    mem_limit: 64m
  web:
    image: busybox
    command: ["sh", "-c", "trap 'exit 0' TERM; echo web started; while :; do sleep 0.1; done"]
    ports: ["127.0.0.1::8000"]
    depends_on: { db: { condition: service_healthy } }
volumes: { data: {} }
`;
}

/** A service that is never healthy, one that waits for it, and one that stands alone. */
export function stuckFile(name: string): string {
  return `
name: ${name}
services:
  db:
    image: busybox
    init: true
    command: ["sleep", "600"]
    healthcheck: { test: ["CMD-SHELL", "echo not yet; exit 1"], interval: 1s, retries: 600 }
  web: { image: busybox, init: true, command: ["sleep", "600"], depends_on: { db: { condition: service_healthy } } }
  alone: { image: busybox, init: true, command: ["sleep", "600"] }
`;
}

/** One JSON value a line. */
export function parseLines(text: string): Record<string, unknown>[] {
  return text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
}
