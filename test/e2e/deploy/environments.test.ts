import { mkdtemp, rm } from "node:fs/promises";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { connectEngine } from "../../../packages/gantry/src/engine/connect-engine.ts";
import type { Engine } from "../../../packages/gantry/src/engine/engine.ts";
import { label } from "../../../packages/gantry/src/plan/labels.ts";
import { removeState } from "../../../packages/gantry/src/release/state/remove-state.ts";
import { engine as labEngine, server } from "../../lab/lab.ts";
import { runCommand } from "../../lab/run-command.ts";
import { createWorkspace, type Finished, type Workspace } from "../cli/workspace.ts";
import { openTlsFront, type TlsFront } from "../engine/tls-front.ts";

/** Staging is an engine behind TLS that a Docker context leads to, production a server behind ssh. */
let shop: Workspace;
let front: TlsFront;
let folder: string;
let env: Record<string, string>;
const engines: Record<string, Engine> = {};
const addresses: Record<string, string> = {};
const ports: Record<string, number> = { staging: 18_220, production: 18_221, typed: 18_222 };

beforeAll(async () => {
  shop = await createWorkspace();
  const host = await labEngine("host");
  const far = await server("trixie");
  front = await openTlsFront(host.dockerHost.slice("unix://".length));
  folder = await mkdtemp(join(tmpdir(), "gantry-contexts-"));
  await makeContext("guarded", front);
  env = { DOCKER_CONFIG: folder, DOCKER_HOST: host.dockerHost, GANTRY_SSH_CONFIG: far.sshConfig };
  engines["staging"] = await connectEngine({ host: host.dockerHost });
  engines["production"] = await connectEngine({ host: far.dockerHost });
  Object.assign(addresses, { staging: host.ip, production: far.ip, typed: host.ip });
  await shop.write("app.mjs", app);
  await shop.write("Caddyfile", caddyfile);
  await shop.write("compose.yaml", composeFile(shop.name, { ssh: far.sshHost, tcp: front.host }));
  await shop.write(".env", "LOG_LEVEL=quiet\nGREETING=hello\n");
});

afterAll(async () => {
  for (const [name, engine] of Object.entries(engines)) {
    await shop.gantry(["-e", name, "down", "--volumes", "--yes"], { env });
    await removeState(engine, shop.name);
    await engine.close();
  }
  await front[Symbol.asyncDispose]();
  await shop[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

async function makeContext(name: string, { host, folder: certificates }: TlsFront): Promise<void> {
  const material = ["ca", "cert", "key"].map((part) => `${part}=${join(certificates, `${part}.pem`)}`);
  const docker = [`host=${host}`, ...material].join();
  const own = { DOCKER_CONFIG: folder, DOCKER_HOST: "", DOCKER_CONTEXT: "" };
  await runCommand("docker", ["context", "create", name, "--docker", docker], { env: own });
}

const app = `
import { createServer } from "node:http";
const { LEVEL, SITE, FEATURE, GREETING } = process.env;
createServer((_, response) => response.end(JSON.stringify({ LEVEL, SITE, FEATURE, GREETING }))).listen(3000);
process.on("SIGTERM", () => process.exit(0));
console.log("listening as", LEVEL);
`;

const caddyfile = `{
	auto_https off
}

http://{$DOMAIN} {
	reverse_proxy web:3000
}
`;

const composeFile = (name: string, { ssh, tcp }: { ssh: string; tcp: string }) => `
name: ${name}
services:
  web:
    image: node:22-alpine
    command: [node, /app.mjs]
    environment: { LEVEL: "\${LOG_LEVEL:-info}", SITE: "http://\${DOMAIN:-localhost}", GREETING: "\${GREETING:-}" }
    configs: [{ source: app, target: /app.mjs }]
    healthcheck: { test: [CMD, node, -e, "fetch('http://127.0.0.1:3000').then((r) => process.exit(r.ok ? 0 : 1))"], interval: 1s }
    deploy: { resources: { limits: { memory: 64m, cpus: 0.25 } } }
  proxy:
    image: caddy:2
    environment: { DOMAIN: "\${DOMAIN:-localhost}" }
    ports: ["\${PORT:-18222}:80"]
    volumes: ["./Caddyfile:/etc/caddy/Caddyfile:ro"]
configs: { app: { file: ./app.mjs } }
x-gantry:
  routes: [{ host: "\${DOMAIN:-localhost}", service: web, port: 3000 }]
  environments:
    staging:
      host: guarded
      domain: staging.test
      variables: { LOG_LEVEL: debug, PORT: ${ports["staging"]} }
      services:
        web: { deploy: { resources: { limits: { memory: 128m } } }, environment: { FEATURE: "on" } }
    production:
      host: ${ssh}
      domain: shop.test
      variables: { LOG_LEVEL: warn, PORT: ${ports["production"]} }
      services:
        web: { deploy: { replicas: 3, resources: { limits: { memory: 96m, cpus: 0.5 } } } }
    direct: { host: ${JSON.stringify(tcp)}, domain: direct.test }
`;

const configFile = (name: string, port: number) => `
import { defineStack, env, nginx, node, text } from "gantry";
export default defineStack(({ domain }) => {
  const answer = (code: string) => ["node", "-e", "require('http').createServer((_, response) => response.end(" + code + ")).listen(3000)"];
  const health = { interval: "1s" } as const;
  const site = { SITE: text\`https://\${env("DOMAIN")}\`, SAME: domain ?? "" };
  const web = node({
    ...{ image: "node:22-alpine", port: 3000, health, env: { ...site, LEVEL: env("LEVEL", { default: "info" }) } },
    command: answer("process.env.SITE.endsWith(process.env.SAME) && process.env.SITE + ' ' + process.env.LEVEL"),
  });
  const api = node({ image: "node:22-alpine", command: answer("'api'"), port: 3000, health });
  return {
    name: "${name}",
    services: { web, api },
    proxy: nginx({ routes: { "@": web, "api.@": api }, httpPort: ${port}, health }),
    environments: {
      staging: { domain: "staging.test", variables: { LEVEL: "debug" } },
      production: { domain: "shop.test" },
    },
  };
});
`;

async function gantry(...args: string[]): Promise<Finished> {
  const finished = await shop.gantry(args, { env });
  expect(finished.code, finished.stderr + finished.stdout).toBe(0);
  return finished;
}

const deploy = (environment: string) => gantry("-e", environment, "deploy", "--yes", "--watch", "1s", "--drain", "1s");

/** What the engine says of each container of the web service. */
async function inspectWeb(environment: string) {
  const engine = engines[environment];
  const labels = [`${label.project}=${shop.name}`, `${label.service}=web`];
  const found = (await engine?.containers.list({ labels })) ?? [];
  const containers = await Promise.all(found.map(({ Id }) => engine?.containers.inspect(Id)));
  return containers.map((container) => ({
    memory: container?.HostConfig.Memory,
    cpus: (container?.HostConfig.NanoCpus ?? 0) / 1e9,
    variables: (container?.Config.Env ?? []).filter((entry) => /^(LEVEL|SITE|FEATURE|GREETING)=/.test(entry)).sort(),
  }));
}

function ask(environment: string, host: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const options = { host: addresses[environment], port: ports[environment], headers: { host }, agent: false };
    const asking = request(options, (response) => {
      let body = "";
      response.setEncoding("utf8").on("data", (text: string) => {
        body += text;
      });
      response.once("end", () => resolve(body));
    });
    asking.once("error", reject);
    asking.end();
  });
}

describe.sequential("one stack in two environments", () => {
  test("is shown by config as it is in each", async () => {
    const { stdout } = await gantry("config", "-e", "production", "--json");
    const { services, "x-gantry": extras } = JSON.parse(stdout);
    expect(services.web).toMatchObject({
      deploy: { replicas: 3, resources: { limits: { cpus: 0.5, memory: String(96 * 1024 ** 2) } } },
      environment: { LEVEL: "warn", SITE: "http://shop.test", GREETING: "hello" },
    });
    expect(extras.routes).toEqual([{ host: "shop.test", service: "web", port: 3000 }]);
    expect((await gantry("config", "-e", "staging")).stdout).toContain("LEVEL: debug");
    expect((await gantry("render", "-e", "staging")).stdout).toContain("SITE: http://staging.test");
    expect((await gantry("config")).stdout).toContain("LEVEL: quiet");
  });

  test("runs in each with its replicas, resources and variables", async () => {
    await deploy("staging");
    await deploy("production");
    expect(await inspectWeb("staging")).toEqual([
      {
        memory: 128 * 1024 ** 2,
        cpus: 0.25,
        variables: ["FEATURE=on", "GREETING=hello", "LEVEL=debug", "SITE=http://staging.test"],
      },
    ]);
    const one = {
      memory: 96 * 1024 ** 2,
      cpus: 0.5,
      variables: ["GREETING=hello", "LEVEL=warn", "SITE=http://shop.test"],
    };
    expect(await inspectWeb("production")).toEqual([one, one, one]);
  });

  test("answers to its domain, and to the other's not", async () => {
    expect(JSON.parse(await ask("staging", "staging.test"))).toEqual({
      ...{ LEVEL: "debug", SITE: "http://staging.test", FEATURE: "on", GREETING: "hello" },
    });
    expect(JSON.parse(await ask("production", "shop.test"))).toMatchObject({ SITE: "http://shop.test", LEVEL: "warn" });
    expect(await ask("staging", "shop.test")).toBe("");
    expect(await ask("production", "staging.test")).toBe("");
  });

  test("is the same for every command", async () => {
    for (const [environment, count, level] of [
      ["staging", 1, "debug"],
      ["production", 3, "warn"],
    ] as const) {
      const { containers } = JSON.parse((await gantry("-e", environment, "ps", "--json")).stdout);
      expect(containers.filter(({ service }: { service: string }) => service === "web")).toHaveLength(count);
      expect((await gantry("-e", environment, "logs", "web")).stdout).toContain(`listening as ${level}`);
      expect((await gantry("-e", environment, "exec", "-T", "web", "printenv", "LEVEL")).stdout).toBe(`${level}\n`);
      expect((await gantry("-e", environment, "run", "--rm", "-T", "web", "printenv", "LEVEL")).stdout).toBe(
        `${level}\n`,
      );
      expect(await gantry("-e", environment, "plan", "--detailed-exitcode")).toMatchObject({ code: 0 });
    }
  });

  test("converted to a typed stack is what runs already", async () => {
    await gantry("init", "--convert", "--yes");
    const { stderr } = await gantry("config", "-e", "staging", "--quiet");
    expect(stderr).toContain("compose.yaml is not read");
    for (const environment of ["staging", "production"]) {
      const { stdout, stderr } = await gantry("-e", environment, "plan", "--json");
      expect(JSON.parse(stdout).operations).toEqual([]);
      // The stack is read once.
      expect(stderr.match(/compose.yaml is not read/g)).toHaveLength(1);
    }
  });
});

test("a typed stack's routes are under the domain of its environment", async () => {
  await using typed = await createWorkspace();
  await typed.write("gantry.config.ts", configFile(typed.name, ports["typed"] ?? 0));
  const up = await typed.gantry(["up", "-e", "staging"], { env });
  expect(up.code, up.stderr).toBe(0);
  expect(await ask("typed", "staging.test")).toBe("https://staging.test debug");
  expect(await ask("typed", "api.staging.test")).toBe("api");
  const { stdout } = await typed.gantry(["-e", "production", "config", "--json"], { env });
  expect(JSON.parse(stdout)["x-gantry"].routes).toMatchObject([{ host: "shop.test" }, { host: "api.shop.test" }]);
  const wrong = await typed.gantry(["-e", "stagin", "ps"], { env });
  expect(wrong).toMatchObject({ code: 2, stderr: expect.stringContaining('Did you mean "staging"?') });
});

describe("an engine behind TLS", () => {
  test("is reached by its address with the certificates that the environment names", async () => {
    const own = { ...env, DOCKER_TLS_VERIFY: "1", DOCKER_CERT_PATH: front.folder };
    const { code, stdout, stderr } = await shop.gantry(["-e", "direct", "plan", "--json"], { env: own });
    expect(code, stderr).toBe(0);
    expect(JSON.parse(stdout).project).toBe(shop.name);
  });

  test("is not spoken to without certificates", async () => {
    const own = { ...env, DOCKER_TLS_VERIFY: "1", DOCKER_CERT_PATH: folder };
    const { code, stderr } = await shop.gantry(["-e", "direct", "plan"], { env: own });
    expect(code).not.toBe(0);
    expect(stderr).toContain(`${folder} holds neither ca.pem, cert.pem nor key.pem.`);
  });

  test("is not looked for when there is no such context", async () => {
    const { code, stderr } = await shop.gantry(["-e", "staging", "plan"], {
      env: { ...env, DOCKER_CONFIG: front.folder },
    });
    expect(code).not.toBe(0);
    expect(stderr).toContain('There is no Docker context "guarded".');
  });
});
