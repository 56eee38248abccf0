import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { connectEngine } from "../packages/gantry/src/engine/connect-engine.ts";
import { type FaultRow, formatFaults, formatRefusals, type RefusalRow } from "../test/e2e/deploy/fault-table.ts";
import { docker } from "../test/lab/host/docker.ts";
import { server } from "../test/lab/lab.ts";
import type { Benchmark } from "./benchmark.ts";

/** What becomes of a deploy that meets a fault, as the tests measure it. */
export const faults: Benchmark = {
  summary: "what becomes of deploys that meet a fault: runs their tests, and puts the tables together",
  defaultRuns: 1,
  page: "docs/deploy.md",
  async run({ root, progress }) {
    const { dockerHost } = await server("trixie");
    await using engine = await connectEngine({ host: dockerHost });
    const caddy = await docker(dockerHost, ["run", "--rm", "--network=none", "caddy:2", "caddy", "version"]);
    const versions = { "Docker Engine": (await engine.version()).Version, Caddy: caddy.trim().split(" ")[0] ?? "" };
    const folder = await mkdtemp(join(tmpdir(), "gantry-faults-"));
    try {
      progress("running test/e2e/deploy/faults, server-faults and refused");
      await runTests(root, folder);
      const { faults: rows, refusals } = await readRows(folder);
      return {
        versions,
        result: { faults: rows, refusals },
        table: `${formatFaults(rows)}\n\n${formatRefusals(refusals)}`,
      };
    } finally {
      await rm(folder, { recursive: true });
    }
  },
};

/** @throws Error when a test fails: then there is nothing to tell. */
async function runTests(root: string, folder: string): Promise<void> {
  const files = ["faults", "server-faults", "refused"].map((name) => `test/e2e/deploy/${name}.test.ts`);
  const child = spawn(join(root, "node_modules/.bin/vitest"), ["run", "--project", "e2e", ...files], {
    cwd: root,
    env: { ...process.env, GANTRY_FAULTS: folder },
    stdio: ["ignore", "inherit", "inherit"],
  });
  const [code] = await once(child, "close");
  if (code !== 0) throw new Error(`The tests failed with exit code ${code}.`);
}

interface Kept {
  faults: FaultRow[];
  refusals: RefusalRow[];
}

async function readRows(folder: string): Promise<Kept> {
  const kept: Kept = { faults: [], refusals: [] };
  for (const file of (await readdir(folder)).sort()) {
    const { faults: rows = [], refusals = [] }: Partial<Kept> = JSON.parse(await readFile(join(folder, file), "utf8"));
    kept.faults.push(...rows);
    kept.refusals.push(...refusals);
  }
  return kept;
}
