import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile, rm } from "node:fs/promises";
import { type ClientRequest, type IncomingMessage, request } from "node:http";
import { request as secureRequest } from "node:https";
import { join } from "node:path";
import { connectEngine } from "../../../packages/gantry/src/engine/connect-engine.ts";
import type { Engine } from "../../../packages/gantry/src/engine/engine.ts";
import { label } from "../../../packages/gantry/src/plan/labels.ts";
import { removeState } from "../../../packages/gantry/src/release/state/remove-state.ts";
import { engine as labEngine, server } from "../../lab/lab.ts";
import { createWorkspace, type Finished, type Running, type Workspace } from "../cli/workspace.ts";
import type { Load } from "./rig.ts";

const frontProject = "gantry-front";
const loadProgram = join(import.meta.dirname, "load.mjs");

/** Where the front of the lab's server answers. */
export interface FrontPorts {
  http: number;
  https: number;
}

/** What of a stack changes between two deploys of a test. */
export interface SharedVersion {
  version: string;
  /** Lines that go into the site of the stack's host. */
  lines?: readonly string[];
  /** The host that its routes are for. Default: the stack's own. */
  host?: string;
  mood?: "wrong to visitors";
  /** Another port for HTTPS than the host's. */
  https?: number;
  /** A proxy of the stack's own, on this port. */
  own?: number;
  /** The image has a file that no other version has: `/assets/<version>.js`, which the service itself does not serve. */
  assets?: boolean;
}

/** A stack that shares the front of the lab's server with others. */
export interface SharedStack {
  workspace: Workspace;
  name: string;
  host: string;
  describe(version: SharedVersion): Promise<void>;
  deploy(version: SharedVersion, ...args: string[]): Promise<Finished>;
  gantry(...args: string[]): Promise<Finished>;
  start(...args: string[]): Running;
  ask(host?: string, path?: string): Promise<{ status: number; body: string; headers: Record<string, unknown> }>;
  load(): Promise<Pick<Load, "stop">>;
  /** What a name means to the stack's service: the addresses. */
  lookUp(hostName: string): Promise<string[]>;
}

/** Stacks on one server, behind one front. Disposing of them removes them, and the front. */
export interface SharedHost extends AsyncDisposable {
  engine: Engine;
  /** `typed`: from a gantry.config.ts, with certificates. */
  add(host: string, options?: { typed?: boolean }): Promise<SharedStack>;
  /** Names and ids of the front's containers. */
  front(): Promise<{ id: string; name: string }[]>;
  /** Takes the front away as somebody would who does not know of the stacks. */
  removeFront(): Promise<void>;
  /** Lets a container have the front's port for HTTP. Resolves to what removes it. */
  takePort(): Promise<() => Promise<void>>;
}

/** One port for each test file: there is one front on the server. */
export async function createSharedHost(ports: FrontPorts): Promise<SharedHost> {
  const { sshHost, sshConfig, ip, dockerHost } = await server("trixie");
  const engine = await connectEngine({ host: dockerHost });
  const env = { GANTRY_SSH_CONFIG: sshConfig, DOCKER_HOST: (await labEngine("host")).dockerHost };
  const app = await readFile(join(import.meta.dirname, "app.mjs"), "utf8");
  const stacks: SharedStack[] = [];
  const mine = { labels: [`${label.project}=${frontProject}`] };
  const removeFront = async () => {
    for (const { Id } of await engine.containers.list(mine)) await engine.containers.remove(Id, { force: true });
    for (const { Id } of await engine.networks.list(mine)) {
      const { Containers = {} } = await engine.networks.inspect(Id);
      for (const container of Object.keys(Containers)) await engine.networks.disconnect(Id, container);
      await engine.networks.remove(Id);
    }
    for (const { Name } of await engine.volumes.list(mine)) await engine.volumes.remove(Name);
  };
  return {
    engine,
    add: async (host, { typed = false } = {}) => {
      const workspace = await createWorkspace();
      const { name } = workspace;
      const own = ["-p", name, "-e", "production"];
      await workspace.write("app.mjs", app);
      const gantry: SharedStack["gantry"] = (...args) => workspace.gantry([...own, ...args], { env });
      const describe = async ({ https = ports.https, ...version }: SharedVersion) => {
        const place = { sshHost, ports: { ...ports, https } };
        if (typed) return workspace.write("gantry.config.ts", configFile({ name, host, ...version }, place));
        if (version.assets) {
          await rm(join(workspace.directory, "assets"), { recursive: true, force: true });
          await workspace.write(`assets/${version.version}.js`, `chunk of ${version.version}`);
        }
        await workspace.write("compose.yaml", composeFile({ host, ...version }, place));
        await workspace.write("Caddyfile", caddyfile({ host, ...version }));
      };
      const stack: SharedStack = {
        ...{ workspace, name, host, gantry, describe },
        deploy: async (version, ...args) => {
          await describe(version);
          return gantry("deploy", "--yes", "--watch", "500ms", "--drain", "5s", ...args);
        },
        start: (...args) => workspace.start([...own, ...args], { env }),
        ask: (other = host, path = "/") => {
          const asked = { host: ip, port: typed ? ports.https : ports.http, path, headers: { host: other } };
          return receive((take) =>
            typed
              ? // The certificate is of the front's own authority.
                secureRequest({ ...asked, servername: other, rejectUnauthorized: false, agent: false }, take)
              : request({ ...asked, agent: false }, take),
          );
        },
        load: () => startLoad([ip, String(ports.http), "50", host, "light"]),
        lookUp: async (hostName) => {
          const labels = [`${label.project}=${name}`, `${label.service}=web`];
          const [web] = await engine.containers.list({ labels, running: true });
          const script = `require("dns").promises.resolve4(${JSON.stringify(hostName)}).then((found) => console.log(found.join()), () => {})`;
          const { output } = await engine.exec(web?.Id ?? "", { command: ["node", "-e", script] });
          return output.trim().split(",").filter(Boolean);
        },
      };
      stacks.push(stack);
      return stack;
    },
    front: async () => {
      const found = await engine.containers.list(mine);
      return found.map(({ Id, Names }) => ({ id: Id, name: Names[0]?.slice(1) ?? "" }));
    },
    removeFront,
    takePort: async () => {
      const { id } = await engine.containers.create(`gantry-shared-holder-${ports.http}`, {
        Image: "node:22-alpine",
        Cmd: ["sleep", "600"],
        ExposedPorts: { "80/tcp": {} },
        HostConfig: { Init: true, PortBindings: { "80/tcp": [{ HostIp: "", HostPort: String(ports.http) }] } },
      });
      await engine.containers.start(id);
      return () => engine.containers.remove(id, { force: true });
    },
    [Symbol.asyncDispose]: async () => {
      for (const { workspace, name, gantry } of stacks) {
        await gantry("down", "--volumes", "--yes", "--remove-orphans");
        for (const each of [engine, workspace.engine]) await removeImages(each, `${name}-web`);
        await removeState(engine, name);
        await workspace[Symbol.asyncDispose]();
      }
      await removeFront();
      await engine.close();
    },
  };
}

async function startLoad(args: readonly string[]): Promise<Pick<Load, "stop">> {
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

async function removeImages(engine: Engine, repository: string): Promise<void> {
  const tags = (await engine.images.list()).flatMap(({ RepoTags }) => RepoTags ?? []);
  for (const tag of tags) if (tag.startsWith(`${repository}:`)) await engine.images.remove(tag);
}

function receive(send: (take: (response: IncomingMessage) => void) => ClientRequest): ReturnType<SharedStack["ask"]> {
  return new Promise((resolve, reject) => {
    const asking = send((response) => {
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

const dockerfile = "FROM node:22-alpine\nCOPY assets /app/assets\n";
const check = "fetch('http://127.0.0.1:3000/health').then((r) => process.exit(r.ok ? 0 : 1))";

function configFile(
  { name, version, host }: SharedVersion & { name: string; host: string },
  { sshHost, ports }: { sshHost: string; ports: FrontPorts },
): string {
  const options = { tls: "internal", httpPort: ports.http, httpsPort: ports.https };
  return `import { defineStack, service, shared } from "gantry";

const web = service({
  image: "node:22-alpine",
  port: 3000,
  command: ["node", "/app.mjs"],
  env: { VERSION: ${JSON.stringify(version)} },
  health: { command: ["node", "-e", ${JSON.stringify(check)}], interval: "1s" },
  compose: { configs: [{ source: "app", target: "/app.mjs" }] },
});

export default defineStack({
  name: ${JSON.stringify(name)},
  services: { web },
  proxy: shared({ routes: { ${JSON.stringify(host)}: web }, ...${JSON.stringify(options)} }),
  environments: { production: { host: ${JSON.stringify(sshHost)} } },
  compose: { configs: { app: { file: "./app.mjs" } } },
});
`;
}

function composeFile(
  { version, mood, host, own, assets }: SharedVersion & { host: string },
  { sshHost, ports }: { sshHost: string; ports: FrontPorts },
): string {
  return JSON.stringify({
    services: {
      web: {
        ...(assets ? { build: { context: ".", dockerfile_inline: dockerfile } } : { image: "node:22-alpine" }),
        command: ["node", "/app.mjs"],
        ...(assets ? { "x-gantry": { assets: [{ path: "/assets", folder: "/app/assets" }] } } : {}),
        environment: { VERSION: version, MOOD: mood ?? "well" },
        configs: [{ source: "app", target: "/app.mjs" }],
        volumes: ["records:/records"],
        stop_grace_period: "15s",
        healthcheck: { test: ["CMD", "node", "-e", check], interval: "1s", retries: 2, start_period: "2s" },
      },
      proxy: {
        image: "caddy:2-alpine",
        ports: own === undefined ? [`${ports.http}:80`, `${ports.https}:443`, `${ports.https}:443/udp`] : [`${own}:80`],
        volumes: ["./Caddyfile:/etc/caddy/Caddyfile:ro", "certificates:/data"],
        ...(own === undefined ? { "x-gantry": { shared: true } } : {}),
      },
    },
    configs: { app: { file: "./app.mjs" } },
    volumes: { records: {}, certificates: {} },
    "x-gantry": {
      routes: [{ host: `http://${host}`, service: "web", port: 3000 }],
      environments: { production: { host: sshHost } },
    },
  });
}
