// Brings the EverySkill example up with the real command, on this machine, from nothing; or passes a command on to it:
// `npm run demo -- ps`, `npm run demo -- logs`, `npm run demo -- down`.
import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { dirname, join } from "node:path";
import process from "node:process";
import { setTimeout as delay } from "node:timers/promises";
import { prepare, root } from "./prepare.mjs";
import { importTs } from "./run-ts.mjs";

prepare({ build: true });
const lab = await importTs("test/lab/demo.ts");
const gantry = join(root, "packages/gantry/dist/cli.js");
const stack = join(root, "examples/everyskill/compose.yaml");
const passedOn = process.argv.slice(2);

try {
  process.exitCode = passedOn.length > 0 ? await runGantry(passedOn) : await demonstrate();
} catch (error) {
  if (error.name !== "LabError") throw error;
  console.error(error.message);
  process.exitCode = 1;
}

async function demonstrate() {
  await lab.prepareDemo();
  const port = await writeSettings();
  const code = await runGantry(["up"]);
  if (code !== 0) return code;
  console.log("\nIt answers:\n");
  for (const path of ["/", "/api/health", "/api/skills?q=explain+errors"])
    await show(`http://127.0.0.1:${port}${path}`);
  await runGantry(["ps"]);
  console.log(`
It runs on, at http://127.0.0.1:${port}
  npm run demo -- logs        what it writes (any other gantry command works the same way: plan, exec, restart …)
  npm run demo -- down        stop it, keep its data
  npm run demo -- down -v     stop it and remove its data`);
  return 0;
}

/** Writes the stack's env file once, from the example's own. @returns the port of the front door */
async function writeSettings() {
  const path = lab.demoSettings();
  const known = await readFile(path, "utf8").catch(() => undefined);
  const text = known ?? (await newSettings());
  const wanted = Number(/^HTTP_PORT=(\d+)$/m.exec(text)?.[1] ?? 8080);
  const port = (await lab.isDemoPort(wanted)) ? wanted : await findFreePort(wanted);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text.replace(/^HTTP_PORT=.*$/m, `HTTP_PORT=${port}`), { mode: 0o600 });
  return port;
}

async function newSettings() {
  const example = await readFile(join(dirname(stack), ".env.example"), "utf8");
  const ca = lab.caBundle();
  const text = example.replace(/^DB_PASSWORD=.*$/m, `DB_PASSWORD=${randomBytes(24).toString("hex")}`);
  return ca === undefined ? text : text.replace(/^# GANTRY_BUILD_CA=.*$/m, `GANTRY_BUILD_CA=${ca}`);
}

async function findFreePort(first) {
  for (let port = first; port < first + 200; port++) {
    if (await isFree(port)) return port;
  }
  throw new Error(`no port between ${first} and ${first + 199} is free`);
}

function isFree(port) {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}

async function show(url) {
  const response = await request(url);
  const lines = (await response.text()).trim().split("\n");
  const via = response.headers.get("via") ?? "no proxy";
  console.log(`GET ${url}\n  ${response.status} ${response.statusText} (through ${via})`);
  for (const line of lines.slice(0, 4)) console.log(`  ${line.length > 110 ? `${line.slice(0, 109)}…` : line}`);
  if (lines.length > 4) console.log(`  … ${lines.length - 4} more lines`);
  console.log();
}

/** Caddy has no health check in this stack, so it may need another moment to listen. */
async function request(url) {
  const deadline = performance.now() + 15_000;
  for (;;) {
    try {
      return await fetch(url, { signal: AbortSignal.timeout(10_000) });
    } catch (error) {
      if (performance.now() > deadline) throw error;
      await delay(100);
    }
  }
}

async function runGantry(args) {
  const options = ["--file", stack, "--project", lab.demoProject, "--env-file", lab.demoSettings()];
  const env = { ...process.env, ...(await lab.demoEnvironment()) };
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [gantry, ...options, ...args], { stdio: "inherit", env });
    child.on("error", reject);
    child.on("close", (code) => resolve(code ?? 1));
  });
}
