import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { request } from "node:http";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { connectEngine } from "../../../packages/gantry/src/engine/connect-engine.ts";
import type { Engine } from "../../../packages/gantry/src/engine/engine.ts";
import { label } from "../../../packages/gantry/src/plan/labels.ts";
import { removeState } from "../../../packages/gantry/src/release/state/remove-state.ts";
import { type LabServer, engine as labEngine, server } from "../../lab/lab.ts";
import { createWorkspace, type Finished, type Running, type Workspace } from "../cli/workspace.ts";
import { openRelay, type Relay } from "../image/ship/relay.ts";

/** What is deployed, as far as tests change it. */
export interface Version {
  version: string;
  /** How the application behaves: see app.mjs. */
  mood?: "well" | "sick" | "crashing" | "deaf" | "wrong" | "wrong to visitors";
  replicas?: number;
  proxy?: "caddy" | "nginx";
  /** A variable of the proxy, which is replaced in place when it changes. */
  proxyMark?: string;
  /** The image of a worker beside the application; absent: there is none. */
  worker?: string;
  /** A command that the migration runs; absent: there is none. */
  migrate?: string;
  /** By moment, as x-gantry has them. */
  hooks?: Record<string, { command: string[]; service?: string }>;
}

/** What the clients met: see load.mjs. */
export interface Tally {
  requests: number;
  failures: string[];
  answered: Record<string, number>;
  idleResets: number;
  posted: string[];
  versions: string[];
}

export interface Load {
  /** What they met so far. */
  report(): Promise<Tally>;
  stop(): Promise<Tally>;
}

const loadProgram = join(import.meta.dirname, "load.mjs");

/** Between two requests of a client, in milliseconds: the clients share the machine with what they ask. */
const clientPause = { full: "10", light: "50" };

/** A stack of its own on the lab's server, reached through its sshd. Disposing of it removes everything. */
export interface Deployment extends AsyncDisposable {
  name: string;
  workspace: Workspace;
  /** What a command finds in its environment. */
  env: Record<string, string>;
  /** The server's engine, past ssh. */
  engine: Engine;
  describe(version: Version): Promise<void>;
  deploy(version: Version, ...args: string[]): Promise<Finished>;
  /** Any other command on the server's stack. */
  gantry(...args: string[]): Promise<Finished>;
  start(...args: string[]): Running;
  /** The way to the server that commands of this stack take. */
  link: Relay;
  ask(path: string): Promise<{ status: number; body: string }>;
  /** Clients, a few of them with `light`. */
  load(weight?: "full" | "light"): Promise<Load>;
  /** Names of the stack's containers, stopped ones too. */
  containers(): Promise<string[]>;
}

export interface DeploymentOptions {
  /** Of the server, where the front door is. */
  port: number;
  /** @default the lab's server */
  place?: LabServer;
  /** A folder of the server for what the application keeps. @default a volume of the engine */
  records?: string;
}

export async function createDeployment({ port, place, records }: DeploymentOptions): Promise<Deployment> {
  const target = place ?? (await server("trixie"));
  const { ip, dockerHost } = target;
  const workspace = await createWorkspace();
  const { name } = workspace;
  const engine = await connectEngine({ host: dockerHost });
  const app = await readFile(join(import.meta.dirname, "app.mjs"), "utf8");
  await workspace.write("app.mjs", app);
  // The sockets of ssh's connections go there; their names may not be long.
  const runtime = await mkdtemp("/tmp/gdt-");
  const link = await openRelay(target, runtime);
  const env = {
    GANTRY_SSH_CONFIG: link.sshConfig,
    DOCKER_HOST: (await labEngine("host")).dockerHost,
    XDG_RUNTIME_DIR: runtime,
  };
  const own = ["-p", name, "-e", "production"];
  const children = new Set<ChildProcess>();
  const describe = async (version: Version) => {
    await workspace.write("compose.yaml", composeFile(version, { sshHost: link.sshHost, port, records }));
    await workspace.write("Caddyfile", caddyfile);
    await workspace.write("nginx.conf", nginxConf);
  };
  return {
    name,
    workspace,
    env,
    engine,
    describe,
    deploy: async (version, ...args) => {
      await describe(version);
      return workspace.gantry([...own, "deploy", "--yes", "--watch", "1s", "--drain", "5s", ...args], { env });
    },
    gantry: (...args) => workspace.gantry([...own, ...args], { env }),
    start: (...args) => workspace.start([...own, ...args], { env }),
    link,
    ask: (path) => ask(ip, port, path),
    load: async (weight = "full") => {
      const child = spawn(process.execPath, [loadProgram, ip, String(port), clientPause[weight], "shop.test", weight], {
        stdio: ["pipe", "pipe", "inherit"],
      });
      children.add(child);
      const lines = createInterface(child.stdout);
      const nextTally = async (): Promise<Tally> => JSON.parse((await once(lines, "line"))[0]);
      // Its first line says that it has begun.
      await once(lines, "line");
      return {
        report: async () => {
          child.stdin.write("\n");
          return nextTally();
        },
        stop: async () => {
          child.stdin.end();
          const tally = await nextTally();
          children.delete(child);
          return tally;
        },
      };
    },
    containers: async () => {
      const found = await engine.containers.list({ labels: [`${label.project}=${name}`] });
      return found.map(({ Names }) => Names[0]?.slice(1) ?? "").sort();
    },
    [Symbol.asyncDispose]: async () => {
      for (const child of children) child.kill("SIGKILL");
      await workspace.gantry([...own, "down", "--volumes", "--yes", "--remove-orphans"], { env });
      await link[Symbol.asyncDispose]();
      await removeState(engine, name);
      await engine.close();
      await workspace[Symbol.asyncDispose]();
      await rm(runtime, { recursive: true, force: true });
    },
  };
}

function ask(host: string, port: number, path: string): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const asking = request({ host, port, path, headers: { host: "shop.test" }, agent: false }, (response) => {
      let body = "";
      response.setEncoding("utf8").on("data", (text: string) => {
        body += text;
      });
      response.once("end", () => resolve({ status: response.statusCode ?? 0, body }));
    });
    asking.once("error", reject);
    asking.end();
  });
}

const caddyfile = `{
	auto_https off
}

:80 {
	handle /api/* {
		reverse_proxy api:3000
	}
	handle {
		reverse_proxy web:3000
	}
}
`;

const nginxConf = `events {}
http {
	map $http_upgrade $connection_upgrade { default upgrade; "" ""; }
	server {
		listen 80;
		client_max_body_size 10m;
		proxy_http_version 1.1;
		proxy_set_header Host $host;
		proxy_set_header Upgrade $http_upgrade;
		proxy_set_header Connection $connection_upgrade;
		proxy_buffering off;
		location /api/ { proxy_pass http://api:3000; }
		location / { proxy_pass http://web:3000; }
	}
}
`;

function composeFile(
  { version, mood = "well", replicas = 1, proxy = "caddy", proxyMark = "1", worker, migrate, hooks = {} }: Version,
  { sshHost, port, records }: { sshHost: string; port: number; records: string | undefined },
): string {
  const configuration = proxy === "caddy" ? "./Caddyfile:/etc/caddy/Caddyfile" : "./nginx.conf:/etc/nginx/nginx.conf";
  const restart = "unless-stopped";
  const application = {
    ...{ image: "node:22-alpine", restart },
    command: ["node", "/app.mjs"],
    environment: { VERSION: version, MOOD: mood },
    configs: [{ source: "app", target: "/app.mjs" }],
    volumes: ["records:/records"],
    deploy: { replicas },
    stop_grace_period: "15s",
    healthcheck: {
      test: ["CMD", "sh", "-c", "cat /tmp/health && grep -q ok /tmp/health"],
      interval: mood === "sick" ? "1s" : "5s",
      retries: 2,
      start_period: "2s",
    },
    ...(migrate === undefined ? {} : { depends_on: { migrate: { condition: "service_completed_successfully" } } }),
  };
  const migration = { image: "node:22-alpine", command: ["node", "-e", migrate], environment: { VERSION: version } };
  return JSON.stringify({
    services: {
      web: application,
      api: application,
      ...(migrate === undefined ? {} : { migrate: migration }),
      ...(worker === undefined
        ? {}
        : { worker: { ...{ image: worker, restart }, init: true, command: ["sleep", "infinity"] } }),
      proxy: {
        ...{ image: proxy === "caddy" ? "caddy:2" : "nginx:alpine", restart },
        environment: { MARK: proxyMark },
        ports: [`${port}:80`],
        volumes: [`${configuration}:ro`],
      },
    },
    configs: { app: { file: "./app.mjs" } },
    volumes: {
      records: records === undefined ? {} : { driver_opts: { type: "none", o: "bind", device: records } },
    },
    "x-gantry": {
      routes: [
        { host: "shop.test", service: "web", port: 3000 },
        { host: "shop.test", path: "/api", service: "api", port: 3000 },
      ],
      environments: { production: { host: sshHost } },
      hooks,
    },
  });
}
