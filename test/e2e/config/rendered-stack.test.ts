import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { type IncomingMessage, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { json } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type CommandResult, tryCommand } from "../../lab/run-command.ts";
import { composeBinary } from "../../lab/tools.ts";
import { cli } from "../cli/start-gantry.ts";

const project = `gantry-test-config-${randomBytes(4).toString("hex")}`;
const password = "p@ss:w$r'd\"/%";

/** Answers with what it sees of its neighbours. */
const server = `
const http = require("node:http"), net = require("node:net");
const reach = (host, port) => new Promise((resolve) => {
  const socket = net.connect(port, host).setTimeout(2000);
  for (const [event, answer] of [["connect", "reached"], ["error", "not reached"], ["timeout", "not reached"]])
    socket.on(event, () => { socket.destroy(); resolve(answer); });
});
http.createServer(async (request, response) => {
  response.end(JSON.stringify({ db: await reach("db", 5432), cache: await reach("cache", 6379), path: request.url }));
}).listen(process.env.PORT);
process.on("SIGTERM", () => process.exit(0));
`;

const config = `
import { caddy, defineStack, node, postgres, redis, text } from "gantry";
export default defineStack(() => {
  const db = postgres({ version: "17", database: "shop", extensions: ["vector"], settings: { max_connections: 42 }, health: { interval: "1s" } });
  const cache = redis({ version: "8-alpine", maxMemory: "64mb", eviction: "allkeys-lru", health: { interval: "1s" } });
  const image = "node:22-alpine";
  const command = ["node", "-e", ${JSON.stringify(server)}];
  const env = { DATABASE_URL: db.url, REDIS_URL: cache.url, PRICE: text\`$5 of \${db.database}\` };
  const migrate = { command: ["node", "-e", "process.exit(process.env.DATABASE_URL ? 0 : 1)"] };
  const app = node({ image, command, port: 3000, health: { http: "/health", interval: "1s" }, env, migrate });
  const lonely = node({ image, command, port: 3000, health: { interval: "1s" } });
  return {
    name: "${project}",
    services: { db, cache, app, lonely },
    proxy: caddy({ httpPort: 18990, routes: { "shop.example.com": { "/": app, "/lonely": lonely } }, health: { interval: "1s" } }),
  };
});
`;

let directory: string;

const gantry = (...args: string[]): Promise<CommandResult> =>
  tryCommand(process.execPath, [cli, ...args], { cwd: directory });

/** Docker Compose on the rendered files alone. */
const compose = (...args: string[]): Promise<CommandResult> =>
  tryCommand(composeBinary(), args, { cwd: join(directory, "out"), timeoutMs: 120_000 });

const succeed = async (result: Promise<CommandResult>): Promise<string> => {
  const { exitCode, stdout, stderr } = await result;
  expect(exitCode, stderr).toBe(0);
  return stdout;
};

const execIn = (service: string, ...command: string[]): Promise<string> =>
  succeed(compose("exec", "-T", service, ...command));

/** What the stack's front door answers to a host name. */
async function ask(host: string, path: string): Promise<unknown> {
  const signal = AbortSignal.timeout(10_000);
  const outgoing = request({ host: "127.0.0.1", port: 18990, path, headers: { host }, signal }).end();
  const [incoming] = (await once(outgoing, "response", { signal })) as [IncomingMessage];
  return json(incoming);
}

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "gantry-config-e2e-"));
  await writeFile(join(directory, "gantry.config.ts"), config);
  await succeed(gantry("render", "--output", "out"));
});
afterAll(async () => {
  await compose("down", "--volumes", "--timeout", "1");
  await rm(directory, { recursive: true, force: true });
});

describe("a typed stack that is rendered", () => {
  test("holds no value of a secret, and generates none", async () => {
    expect((await readdir(directory)).sort()).toEqual(["gantry.config.ts", "out"]);
    expect((await readdir(join(directory, "out"))).sort()).toEqual([".env.example", "Caddyfile", "compose.yaml"]);
    const example = await readFile(join(directory, "out/.env.example"), "utf8");
    expect(example.match(/^\w+=$/gm)).toEqual(["DB_PASSWORD=", "CACHE_PASSWORD="]);
  });

  test("says through Docker Compose what is missing", async () => {
    const { exitCode, stderr } = await compose("config", "-q");
    expect(exitCode).not.toBe(0);
    expect(stderr).toMatch(/(DB|CACHE)_PASSWORD is missing a value: password of the service (db|cache)/);
  });

  test("is the same model to Docker Compose as to Gantry, whatever characters the password has", async () => {
    const quoted = `'${password.replaceAll("'", "\\'")}'`;
    const variables = `DB_PASSWORD=${quoted}\nCACHE_PASSWORD=secret\n`;
    await writeFile(join(directory, ".env"), variables);
    await writeFile(
      join(directory, "out/.env"),
      `${variables}DB_PASSWORD_ENCODED='${encodeURIComponent(password).replace("'", "%27")}'\n`,
    );
    const { services } = JSON.parse(await succeed(compose("config", "--format", "json")));
    const { DATABASE_URL, PRICE } = services.app.environment;
    // Compose's output is a Compose file again, in which a dollar sign is two.
    expect(services.db.environment.POSTGRES_PASSWORD).toBe(password.replaceAll("$", "$$$$"));
    expect(decodeURIComponent(new URL(DATABASE_URL).password)).toBe(password);
    expect(PRICE).toBe("$$5 of shop");
  });

  test("comes up with Docker Compose alone and answers through Caddy", async () => {
    await succeed(compose("up", "--detach", "--wait"));
    expect(await ask("localhost", "/a")).toEqual({ db: "reached", cache: "reached", path: "/a" });
    expect(await ask("shop.example.com.localhost", "/b")).toMatchObject({ path: "/b" });
    expect(await ask("localhost", "/lonely/x")).toEqual({ db: "not reached", cache: "not reached", path: "/lonely/x" });
  });

  test("has the same credentials on both sides, and lets nobody in without them", async () => {
    const url = (await execIn("app", "node", "-p", "process.env.DATABASE_URL")).trim();
    const query = "select extname from pg_extension where extname = 'vector'; show max_connections";
    // The address of its own network interface, for which the server wants a password.
    const address = (await execIn("db", "hostname", "-i")).trim().split(" ")[0] ?? "";
    const ask = (asked: string) =>
      compose("exec", "-T", "db", "psql", asked.replace("@db:", `@${address}:`), "-Atc", query);
    expect((await succeed(ask(url))).trim()).toBe("vector\n42");
    expect((await ask(url.replace(/:[^:@]*@/, ":wrong@"))).stderr).toContain("password authentication failed");
    expect((await execIn("cache", "redis-cli", "ping")).trim()).toBe("PONG");
    expect(await execIn("cache", "env", "-u", "REDISCLI_AUTH", "redis-cli", "ping")).toContain("NOAUTH");
  });

  test("keeps no secret in any process's arguments", async () => {
    const processes = await succeed(compose("top"));
    expect(processes).toContain("redis-server");
    expect(processes).not.toContain("secret");
    expect(processes).not.toContain("p@ss");
  });

  test("runs with few privileges: what is left to the first process of each service", async () => {
    const capabilitiesOf = async (service: string) => {
      const text = await execIn(service, "sh", "-c", "grep CapBnd /proc/1/status");
      return BigInt(`0x${text.trim().split(/\s+/)[1]}`);
    };
    const bits = (...numbers: number[]) => numbers.reduce((sum, bit) => sum | (1n << BigInt(bit)), 0n);
    const capability = { CHOWN: 0, DAC_OVERRIDE: 1, FOWNER: 3, SETGID: 6, SETUID: 7, SETPCAP: 8, NET_BIND_SERVICE: 10 };
    const entrypoint = bits(
      capability.CHOWN,
      capability.DAC_OVERRIDE,
      capability.FOWNER,
      capability.SETGID,
      capability.SETUID,
    );
    expect(await capabilitiesOf("app")).toBe(0n);
    expect(await capabilitiesOf("db")).toBe(entrypoint);
    expect(await capabilitiesOf("cache")).toBe(entrypoint | bits(capability.SETPCAP));
    expect(await capabilitiesOf("proxy")).toBe(bits(capability.NET_BIND_SERVICE));
  });
});

describe("credentials that gantry config does not need", () => {
  test("are generated by the first command that does, for its owner only", async () => {
    await rm(join(directory, ".env"));
    await succeed(gantry("config", "--quiet"));
    expect(await readdir(directory)).not.toContain(".gantry");
    await succeed(gantry("plan", "--project", `${project}-other`));
    const file = join(directory, ".gantry/development.env");
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(await readFile(file, "utf8")).toMatch(/^DB_PASSWORD=\w{32}\nCACHE_PASSWORD=\w{32}$/m);
  });
});
