import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { request } from "node:http";
import { fileURLToPath } from "node:url";
import { connectEngine } from "../../../packages/gantry/src/engine/connect-engine.ts";
import type { Engine } from "../../../packages/gantry/src/engine/engine.ts";
import { label } from "../../../packages/gantry/src/plan/labels.ts";
import { removeState } from "../../../packages/gantry/src/release/state/remove-state.ts";
import { engine as labEngine, server } from "../../lab/lab.ts";
import { createWorkspace, type Finished, type Workspace } from "../cli/workspace.ts";
import type { Load } from "./rig.ts";

const frontProject = "gantry-front";
const loadProgram = fileURLToPath(new URL("load.mjs", import.meta.url));

/** What of a stack changes between two deploys of a test. */
export interface SharedVersion {
  version: string;
  /** Lines that go into the site of the stack's host. */
  lines?: readonly string[];
  /** The host that its routes are for. Default: the stack's own. */
  host?: string;
  mood?: "wrong";
}

/** A stack that shares the front of the lab's server with others. */
export interface SharedStack {
  workspace: Workspace;
  name: string;
  host: string;
  deploy(version: SharedVersion, ...args: string[]): Promise<Finished>;
  gantry(...args: string[]): Promise<Finished>;
  ask(host?: string): Promise<{ status: number; body: string; headers: Record<string, unknown> }>;
  load(): Promise<Load>;
}

/** Stacks on one server, behind one front. Disposing of them removes them, and the front. */
export interface SharedHost extends AsyncDisposable {
  engine: Engine;
  add(host: string): Promise<SharedStack>;
  /** Names and ids of the front's containers. */
  front(): Promise<{ id: string; name: string }[]>;
  /** Takes the front away as somebody would who does not know of the stacks. */
  removeFront(): Promise<void>;
}

/** One port for each test file: there is one front on the server. */
export async function createSharedHost({ port }: { port: number }): Promise<SharedHost> {
  const { sshHost, sshConfig, ip, dockerHost } = await server("trixie");
  const engine = await connectEngine({ host: dockerHost });
  const env = { GANTRY_SSH_CONFIG: sshConfig, DOCKER_HOST: (await labEngine("host")).dockerHost };
  const app = await readFile(new URL("app.mjs", import.meta.url), "utf8");
  const stacks: SharedStack[] = [];
  const mine = { labels: [`${label.project}=${frontProject}`] };
  const removeFront = async () => {
    for (const { Id } of await engine.containers.list(mine)) await engine.containers.remove(Id, { force: true });
    for (const { Id } of await engine.networks.list(mine)) await engine.networks.remove(Id);
    for (const { Name } of await engine.volumes.list(mine)) await engine.volumes.remove(Name);
  };
  return {
    engine,
    add: async (host) => {
      const workspace = await createWorkspace();
      const { name } = workspace;
      const own = ["-p", name, "-e", "production"];
      await workspace.write("app.mjs", app);
      const gantry: SharedStack["gantry"] = (...args) => workspace.gantry([...own, ...args], { env });
      const stack: SharedStack = {
        ...{ workspace, name, host, gantry },
        deploy: async (version, ...args) => {
          await workspace.write("compose.yaml", composeFile({ host, ...version }, { sshHost, port }));
          await workspace.write("Caddyfile", caddyfile({ host, ...version }));
          return gantry("deploy", "--yes", "--watch", "1s", "--drain", "5s", ...args);
        },
        ask: (other = host) => ask(ip, port, other),
        load: () => startLoad([ip, String(port), "10", host]),
      };
      stacks.push(stack);
      return stack;
    },
    front: async () => {
      const found = await engine.containers.list(mine);
      return found.map(({ Id, Names }) => ({ id: Id, name: Names[0]?.slice(1) ?? "" }));
    },
    removeFront,
    [Symbol.asyncDispose]: async () => {
      for (const { workspace, name, gantry } of stacks) {
        await gantry("down", "--volumes", "--yes", "--remove-orphans");
        await removeState(engine, name);
        await workspace[Symbol.asyncDispose]();
      }
      await removeFront();
      await engine.close();
    },
  };
}

async function startLoad(args: readonly string[]): Promise<Load> {
  const child = spawn(process.execPath, [loadProgram, ...args], { stdio: ["pipe", "pipe", "inherit"] });
  let printed = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    printed += text;
  });
  const ended = once(child, "close");
  // Its first line says that it has begun.
  await once(child.stdout, "data");
  return {
    stop: async () => {
      child.stdin.end();
      await ended;
      return JSON.parse(printed.trim().split("\n").at(-1) ?? "");
    },
  };
}

function ask(address: string, port: number, host: string): ReturnType<SharedStack["ask"]> {
  return new Promise((resolve, reject) => {
    const asking = request({ host: address, port, path: "/", headers: { host }, agent: false }, (response) => {
      let body = "";
      response.setEncoding("utf8").on("data", (text: string) => {
        body += text;
      });
      const { statusCode: status = 0, headers } = response;
      response.once("end", () => resolve({ status, body, headers }));
    });
    asking.once("error", reject);
    asking.end();
  });
}

function caddyfile({ host, lines = [] }: Pick<SharedVersion, "lines"> & { host: string }): string {
  return [`http://${host} {`, ...[...lines, "reverse_proxy web:3000"].map((line) => `\t${line}`), "}", ""].join("\n");
}

function composeFile(
  { version, mood, host }: SharedVersion & { host: string },
  { sshHost, port }: { sshHost: string; port: number },
): string {
  const check = "fetch('http://127.0.0.1:3000/health').then((r) => process.exit(r.ok ? 0 : 1))";
  return JSON.stringify({
    services: {
      web: {
        image: "node:22-alpine",
        command: ["node", "/app.mjs"],
        environment: { VERSION: version, MOOD: mood ?? "well" },
        configs: [{ source: "app", target: "/app.mjs" }],
        volumes: ["records:/records"],
        stop_grace_period: "15s",
        healthcheck: { test: ["CMD", "node", "-e", check], interval: "1s", retries: 2, start_period: "2s" },
      },
      proxy: {
        image: "caddy:2-alpine",
        ports: [`${port}:80`],
        volumes: ["./Caddyfile:/etc/caddy/Caddyfile:ro"],
        "x-gantry": { shared: true },
      },
    },
    configs: { app: { file: "./app.mjs" } },
    volumes: { records: {} },
    "x-gantry": {
      routes: [{ host, service: "web", port: 3000 }],
      environments: { production: { host: sshHost } },
    },
  });
}
