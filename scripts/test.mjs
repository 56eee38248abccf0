// Runs every check and test, quickest first, and stops at the first step that fails. `--unit` leaves out what needs an engine.
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { prepare, root } from "./prepare.mjs";

const minute = 60_000;
const colors = process.stdout.isTTY && process.env.NO_COLOR === undefined;
const bin = (name) => join(root, "node_modules/.bin", name);
const script = (name) => join(root, "scripts", name);

const quick = [
  { title: "format and lint", command: [bin("biome"), "ci", `--colors=${colors ? "force" : "off"}`, "."] },
  { title: "types", command: [bin("tsc"), "--noEmit"] },
  { title: "dead code", command: [bin("knip")] },
  {
    title: "layers",
    command: [bin("depcruise"), "--config", ".dependency-cruiser.cjs", "packages/gantry/src"],
  },
  { title: "unit tests", project: "unit" },
];
const slow = [
  { title: "build", command: [process.execPath, script("build.mjs")] },
  { title: "package", command: [bin("publint"), "packages/gantry", "--strict"] },
  { title: "lab", command: [process.execPath, script("lab.mjs"), "up"] },
  { title: "end-to-end tests", project: "e2e" },
];

const args = process.argv.slice(2);
if (args.some((arg) => arg !== "--unit")) {
  console.error("usage: npm test [-- --unit]");
  process.exit(2);
}

prepare({ build: false });
const steps = args.includes("--unit") ? quick : [...quick, ...slow];
const total = { passed: 0, failed: 0, skipped: 0 };
const started = performance.now();

for (const [index, step] of steps.entries()) {
  console.log(`\n[${index + 1}/${steps.length}] ${step.title} (after ${seconds(started)})`);
  const before = performance.now();
  const counts = await (step.project === undefined ? runCheck(step.command) : runTests(step.project));
  total.passed += counts.passed;
  total.failed += counts.failed;
  total.skipped += counts.skipped;
  console.log(`${step.title}: ${counts.failed === 0 ? "passed" : "FAILED"} in ${seconds(before)}`);
  if (counts.failed > 0) {
    const left = steps.slice(index + 1).map(({ title }) => title);
    if (left.length > 0) console.log(`not run: ${left.join(", ")}`);
    break;
  }
}

const skipped = total.skipped === 0 ? "" : `, ${total.skipped} skipped`;
console.log(`\nafter ${seconds(started)}`);
console.log(`${total.passed} passed, ${total.failed} failed${skipped}`);
process.exitCode = total.failed === 0 ? 0 : 1;

/** A check counts as one test. */
async function runCheck(command) {
  const ok = (await run(command, 20 * minute)) === 0;
  return { passed: ok ? 1 : 0, failed: ok ? 0 : 1, skipped: 0 };
}

async function runTests(project) {
  const folder = mkdtempSync(join(tmpdir(), "gantry-test-"));
  const report = join(folder, "report.json");
  try {
    const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
    const code = await run([bin("vitest"), "run", "--project", project, ...reporters], 60 * minute);
    return readCounts(report, code);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A run that failed outside any test (a file that does not load, an error after the end) counts as one failure. */
function readCounts(report, code) {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  try {
    const json = JSON.parse(readFileSync(report, "utf8"));
    counts.passed = json.numPassedTests;
    counts.failed = json.numFailedTests;
    counts.skipped = json.numPendingTests + json.numTodoTests;
  } catch (error) {
    console.error(`no report: ${error.message}`);
  }
  if (counts.failed === 0 && (code !== 0 || counts.passed === 0)) counts.failed = 1;
  return counts;
}

function run([command, ...rest], timeout) {
  return new Promise((resolve) => {
    const env = colors ? process.env : { ...process.env, NO_COLOR: "1" };
    const child = spawn(command, rest, {
      cwd: root,
      env,
      stdio: ["ignore", "inherit", "inherit"],
      signal: AbortSignal.timeout(timeout),
    });
    child.on("error", (error) => {
      console.error(error.message);
      resolve(127);
    });
    child.on("close", (code, signal) => {
      if (signal !== null) console.error(`ended by ${signal}`);
      resolve(code ?? 1);
    });
  });
}

function seconds(since) {
  return `${((performance.now() - since) / 1000).toFixed(1)} s`;
}
