import { randomBytes } from "node:crypto";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { caBundle } from "../../lab/ca-bundle.ts";
import { type CommandResult, tryCommand } from "../../lab/run-command.ts";
import { composeBinary, dockerConfig } from "../../lab/tools.ts";
import { cli } from "../cli/start-gantry.ts";

const project = `gantry-config-${randomBytes(4).toString("hex")}`;

const config = `
import { defineStack, node } from "gantry";
export default defineStack(() => ({
  name: "${project}",
  services: {
    web: node({
      build: "./web",
      port: 3000,
      health: { http: "/health", interval: "1s" },
      publicPrefixes: ["APP_PUBLIC_"],
      placeholders: { DATABASE_URL: "placeholder" },
      env: { APP_PUBLIC_NAME: "the $5 shop", PRIVATE: "private" },
      migrate: { command: ["node", "-e", "process.exit(0)"] },
      ports: ["127.0.0.1::3000"],
    }),
  },
}));
`;

/** The build keeps what it sees; the server tells it, and what it sees itself. */
const files = {
  "package.json": JSON.stringify({
    name: "web",
    version: "1.0.0",
    type: "module",
    scripts: { build: "node build.js", start: "node dist/server.js" },
    dependencies: { ms: "2.1.3" },
  }),
  "package-lock.json": JSON.stringify({
    name: "web",
    version: "1.0.0",
    lockfileVersion: 3,
    packages: {
      "": { name: "web", version: "1.0.0", dependencies: { ms: "2.1.3" } },
      "node_modules/ms": {
        version: "2.1.3",
        integrity: "sha512-6FlzubTLZG3J2a/NVCAleEhjzq5oxgHyaCU9yYXvcLsvoVaHJq/s5xXI6/XXP6tz7R9xAOtHnSO/tXtF3WRTlA==",
      },
    },
  }),
  "build.js": `
import { cpSync, mkdirSync, writeFileSync } from "node:fs";
if (!process.env.DATABASE_URL) throw new Error("DATABASE_URL is not set");
mkdirSync("dist", { recursive: true });
cpSync("server.js", "dist/server.js");
const { APP_PUBLIC_NAME: name, PRIVATE: hidden } = process.env;
writeFileSync("dist/built.json", JSON.stringify({ name, hidden: hidden ?? null }));
`,
  "server.js": `
import { readFileSync, writeFileSync, existsSync } from "node:fs";
import { createServer } from "node:http";
import ms from "ms";
const built = JSON.parse(readFileSync(new URL("built.json", import.meta.url)));
const canWrite = (path) => { try { writeFileSync(path, ""); return true; } catch { return false; } };
createServer((request, response) => response.end(JSON.stringify({
  built, day: ms("1d"), user: process.getuid(), name: process.env.APP_PUBLIC_NAME,
  placeholder: process.env.DATABASE_URL ?? null, ca: existsSync("/run/secrets/ca"),
  writes: { tmp: canWrite("/tmp/x"), app: canWrite(new URL("x", import.meta.url)) },
}))).listen(process.env.PORT);
process.on("SIGTERM", () => process.exit(0));
`,
  ".env.local": "PRIVATE=never-in-an-image\n",
};

let directory: string;
const ca = caBundle() ?? "/dev/null";
const env = { GANTRY_BUILD_CA: ca };

const gantry = (...args: string[]): Promise<CommandResult> =>
  tryCommand(process.execPath, [cli, ...args], { cwd: directory, env, timeoutMs: 240_000 });

/** Docker Compose on the rendered files alone. */
const compose = (...args: string[]): Promise<CommandResult> =>
  tryCommand(composeBinary(), args, {
    cwd: join(directory, "deploy"),
    env: { ...env, DOCKER_CONFIG: dockerConfig() },
    timeoutMs: 240_000,
  });

const succeed = async (result: Promise<CommandResult>): Promise<string> => {
  const { exitCode, stdout, stderr } = await result;
  expect(exitCode, stderr).toBe(0);
  return stdout;
};

async function ask(): Promise<unknown> {
  const address = (await succeed(compose("port", "web", "3000"))).trim();
  const answer = await fetch(`http://${address}/`, { signal: AbortSignal.timeout(10_000) });
  return answer.json();
}

const expected = {
  built: { name: "the $5 shop", hidden: null },
  day: 86_400_000,
  user: expect.toSatisfy((user: number) => user > 0),
  name: "the $5 shop",
  placeholder: null,
  ca: false,
  writes: { tmp: true, app: false },
};

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "gantry-recipe-e2e-"));
  await mkdir(join(directory, "web"));
  await writeFile(join(directory, "gantry.config.ts"), config);
  for (const [name, content] of Object.entries(files)) await writeFile(join(directory, "web", name), content);
  await succeed(gantry("render", "--output", "deploy"));
});
afterAll(async () => {
  await compose("down", "--volumes", "--timeout", "1", "--rmi", "all");
  await rm(directory, { recursive: true, force: true });
});

describe("a typed stack without a Dockerfile", () => {
  test("is rendered with one, its ignore file, and the variables to fill in", async () => {
    expect((await readdir(join(directory, "deploy"))).sort()).toEqual([
      ".env.example",
      "compose.yaml",
      "web.Dockerfile",
      "web.Dockerfile.dockerignore",
    ]);
    const example = await readFile(join(directory, "deploy/.env.example"), "utf8");
    expect(example).toMatch(/^# file of certificates that builds trust\nGANTRY_BUILD_CA=$/m);
    const text = await readFile(join(directory, "deploy/compose.yaml"), "utf8");
    expect(text).not.toContain(directory);
    expect(text).not.toContain(ca);
  });

  test("is built by Docker Compose alone, and answers", async () => {
    await succeed(compose("up", "--detach", "--wait", "--build"));
    expect(await ask()).toEqual(expected);
    const history = await succeed(
      tryCommand("docker", ["history", "--no-trunc", "--format", "{{.CreatedBy}}", `${project}-web`]),
    );
    expect(history).not.toContain("never-in-an-image");
    await succeed(compose("down", "--timeout", "1", "--rmi", "all"));
  });

  test("comes up with gantry up from the same Dockerfile, and a second time nothing changes", async () => {
    await succeed(gantry("up"));
    expect(await ask()).toEqual(expected);
    const { operations } = JSON.parse(await succeed(gantry("plan", "--json")));
    expect(operations.filter(({ type }: { type: string }) => type !== "await-container")).toEqual([]);
  });

  test("is printed by gantry config with the Dockerfile in it, which is the same stack again", async () => {
    const text = await succeed(gantry("config"));
    expect(text).toContain("dockerfile_inline: |");
    await writeFile(join(directory, "printed.yaml"), text);
    expect(await succeed(gantry("config", "-f", "printed.yaml", "--json"))).toBe(
      (await succeed(gantry("config", "--json"))).replaceAll(
        "${GANTRY_BUILD_CA:?file of certificates that builds trust}",
        ca,
      ),
    );
  });
});
