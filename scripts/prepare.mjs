// What every script does first, with nothing but Node: the right version, the packages, the build.
import { spawnSync } from "node:child_process";
import { readdirSync, statSync, utimesSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("..", import.meta.url));

/** @param {{ build: boolean }} options `build`: whether the command itself is needed, not only its sources */
export function prepare({ build }) {
  checkNode();
  installPackages();
  if (build) buildPackages();
}

function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  fail(`This is Node ${process.versions.node}; Gantry needs 20.19 or newer.`);
}

/** npm writes `node_modules/.package-lock.json` at the end of an installation, so an older one means another lock file. */
function installPackages() {
  const installed = modified(join(root, "node_modules/.package-lock.json"));
  if (installed >= modified(join(root, "package-lock.json"))) return;
  console.error("installing npm packages …");
  const options = ["--no-audit", "--no-fund", "--loglevel=error"];
  // `npm ci` refuses where a registry lacks the builds of some package for other platforms; `npm install` leaves those out.
  if (tryRun("npm", ["ci", ...options]).status !== 0) run("npm", ["install", "--no-save", ...options]);
  const now = new Date();
  utimesSync(join(root, "node_modules/.package-lock.json"), now, now);
}

function buildPackages() {
  const built = modified(join(root, "packages/gantry/dist/cli.js"));
  const sources = ["packages/gantry/src", "packages/gantry/build.mjs", "packages/gantry/package.json"];
  if (built >= Math.max(...sources.map((path) => newest(join(root, path))))) return;
  console.error("building gantry …");
  run("npm", ["run", "build", "--silent"]);
}

/** When a file was changed last, in milliseconds; 0 when it is not there. */
function modified(path) {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

function newest(path) {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return 0;
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(stat.mtimeMs, ...readdirSync(path).map((name) => newest(join(path, name))));
}

function tryRun(command, args) {
  return spawnSync(command, args, { cwd: root, stdio: ["ignore", 2, 2] });
}

function run(command, args) {
  const { status, error } = tryRun(command, args);
  if (status !== 0) fail(`${[command, ...args].join(" ")} failed${error === undefined ? "" : `: ${error.message}`}.`);
}

function fail(message) {
  console.error(message);
  process.exit(1);
}
