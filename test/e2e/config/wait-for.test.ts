import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { connectEngine } from "../../../packages/gantry/src/engine/connect-engine.ts";
import type { Engine } from "../../../packages/gantry/src/engine/engine.ts";
import { engine as labEngine } from "../../lab/lab.ts";
import { type CommandResult, tryCommand } from "../../lab/run-command.ts";
import { composeBinary, dockerConfig } from "../../lab/tools.ts";
import { createWorkspace, type Workspace } from "../cli/workspace.ts";

let shop: Workspace;
let engine: Engine;
let env: Record<string, string>;

const recipe = { name: "node", start: ["node", "server.js"], port: 3000 };

const needsBoth = {
  environment: { DATABASE_URL: "tcp://db:5432" },
  depends_on: { db: { condition: "service_healthy" }, migrate: { condition: "service_completed_successfully" } },
};

/** A database that needs three seconds, a migration that needs the database, and applications of Node.js and of Python that need both. */
const stack = {
  services: {
    db: {
      image: "busybox",
      init: true,
      command: ["sh", "-c", "sleep 3; mkdir -p /www; echo here > /www/index.html; exec httpd -f -p 5432 -h /www"],
      healthcheck: {
        test: ["CMD", "wget", "-q", "-O", "/dev/null", "http://127.0.0.1:5432/"],
        interval: "1s",
        retries: 20,
      },
    },
    migrate: {
      build: "app",
      command: ["node", "-e", "fetch('http://db:5432').then(() => console.log('migrated'))"],
      depends_on: { db: { condition: "service_healthy" } },
      "x-gantry": { recipe },
    },
    web: {
      build: "app",
      ...needsBoth,
      "x-gantry": { recipe },
    },
    api: {
      build: "api",
      ...needsBoth,
      "x-gantry": { recipe: { name: "fastapi", start: ["python3", "main.py"] } },
    },
  },
};

/** Ends at once when its database is not there. */
const server = `
const socket = require("node:net").connect(5432, "db");
socket.on("error", () => process.exit(9));
socket.on("connect", () => { console.log("connected"); require("node:http").createServer().listen(3000); });
process.on("SIGTERM", () => process.exit(0));
`;

const program = `
import http.server, signal, socket, sys
socket.create_connection(("db", 5432), 2)
print("connected", flush=True)
signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
http.server.HTTPServer(("", 8000), http.server.SimpleHTTPRequestHandler).serve_forever()
`;

/** By service, its first process. */
const applications = { web: ["node", "server.js"], api: ["python3", "main.py"] };
const names = Object.keys(applications);

beforeAll(async () => {
  shop = await createWorkspace();
  const { dockerHost } = await labEngine("host");
  env = { DOCKER_HOST: dockerHost, DOCKER_CONFIG: dockerConfig() };
  engine = await connectEngine({ host: dockerHost });
  await shop.write("compose.yaml", JSON.stringify({ name: shop.name, ...stack }));
  const manifest = { name: "shop", version: "1.0.0", private: true };
  const lock = { name: "shop", version: "1.0.0", lockfileVersion: 3, requires: true, packages: { "": manifest } };
  await shop.write("app/package.json", JSON.stringify(manifest));
  await shop.write("app/package-lock.json", JSON.stringify(lock));
  await shop.write("app/server.js", server);
  // Nothing to install: no test of waiting needs PyPI.
  await shop.write("api/requirements.txt", "");
  await shop.write("api/main.py", program);
  const { code, stderr } = await shop.gantry(["render", "--output", "out"]);
  expect(code, stderr).toBe(0);
});
afterAll(async () => {
  await compose("down", "--volumes", "--timeout", "1", "--rmi", "local");
  await engine.close();
  await shop[Symbol.asyncDispose]();
});

/** Docker Compose on the rendered files alone. */
const compose = (...args: string[]): Promise<CommandResult> =>
  tryCommand(composeBinary(), args, { cwd: join(shop.directory, "out"), env, timeoutMs: 120_000 });

const nameOf = (service: string) => `${shop.name}-${service}-1`;
const stateOf = async (service: string) => (await engine.containers.inspect(nameOf(service))).State;

/** Resolves when a container has written a line like that since its last start. */
async function sawLine(service: string, pattern: RegExp): Promise<void> {
  const { State } = await engine.containers.inspect(nameOf(service));
  const since = Date.parse(State.StartedAt) / 1000 - 0.5;
  const signal = AbortSignal.timeout(30_000);
  let text = "";
  for await (const { data } of engine.containers.logs(nameOf(service), { follow: true, since, signal })) {
    text += data;
    if (pattern.test(text)) return;
  }
  throw new Error(`It ended without ${pattern}: ${text}`);
}

describe.sequential("rendered files, run by Docker Compose alone", () => {
  test("come up in order on a cold machine: database, migration, application", async () => {
    const { exitCode, stderr } = await compose("up", "--detach", "--build");
    expect(exitCode, stderr).toBe(0);
    for (const name of names) {
      await sawLine(name, /connected/);
      const [db, migrate, application] = await Promise.all(["db", "migrate", name].map(stateOf));
      expect(migrate).toMatchObject({ Running: false, ExitCode: 0 });
      const times = [db?.StartedAt, migrate?.FinishedAt, application?.StartedAt];
      const order = times.map((time) => Date.parse(time ?? ""));
      expect(order).toEqual(order.toSorted((a, b) => a - b));
    }
  });

  test("have the application itself as the first process, not the script that waited", async () => {
    for (const [name, command] of Object.entries(applications)) {
      const { output } = await engine.exec(nameOf(name), { command: ["cat", "/proc/1/cmdline"] });
      expect(output.toString().split("\0").slice(0, 2)).toEqual(command);
    }
  });

  test("wait when the engine starts containers in no order, as after a reboot", async () => {
    for (const service of [...names, "db"]) await engine.containers.stop(nameOf(service), { graceSeconds: 1 });
    for (const name of names) await engine.containers.start(nameOf(name));
    for (const name of names) await sawLine(name, /wait-for: waiting for db:5432/);
    await engine.containers.start(nameOf("db"));
    for (const name of names) {
      await sawLine(name, /connected/);
      expect((await engine.containers.inspect(nameOf(name))).RestartCount).toBe(0);
    }
  });

  test("stop at once while they wait", async () => {
    for (const service of [...names, "db"]) await engine.containers.stop(nameOf(service), { graceSeconds: 1 });
    for (const name of names) {
      await engine.containers.start(nameOf(name));
      await sawLine(name, /wait-for: waiting for db:5432/);
      const began = performance.now();
      await engine.containers.stop(nameOf(name), { graceSeconds: 30 });
      expect(await stateOf(name)).toMatchObject({ Running: false, ExitCode: 143 });
      console.info(`${name}, stopped while it waited: ${Math.round(performance.now() - began)} ms`);
    }
  });

  test("give up after a time, and say what they waited for", async () => {
    const run = ["run", "--rm", "--no-deps", "--env", "WAIT_FOR_SECONDS=1", "web"];
    const { exitCode, stdout, stderr } = await compose(...run);
    expect(exitCode).toBe(1);
    expect(stdout + stderr).toContain("wait-for: db:5432 did not accept connections within 1 s.");
  });
});
