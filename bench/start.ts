import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Benchmark } from "./benchmark.ts";
import { type BenchContext, openContext } from "./context.ts";
import { type Command, median, runTimed } from "./measure.ts";
import { formatRatio, formatTable } from "./report.ts";

/** How long the command takes to start. */
export const start: Benchmark = {
  summary: "how long the command takes to start: against bare node",
  defaultRuns: 20,
  async run({ root, runs, progress }) {
    const context = await openContext(root, progress);
    const rows = await benchStart(context, runs);
    return { versions: context.versions, result: rows, table: formatStart(rows) };
  },
};

interface StartRow {
  command: string;
  /** Medians in milliseconds. */
  gantry: number;
  node: number;
  difference: number;
  /** Median of the ratios, pair by pair. */
  ratio: number;
  runs: number;
}

/** How long the command takes to start, against bare `node -e 0`, in pairs. */
async function benchStart({ gantry, progress }: BenchContext, runs: number): Promise<StartRow[]> {
  const directory = await mkdtemp(join(tmpdir(), "gantry-bench-"));
  try {
    await writeFile(join(directory, "compose.yaml"), tenServices());
    const commands: [string, Command][] = [
      ["gantry --help", { argv: [process.execPath, gantry, "--help"] }],
      ["gantry config (10 services)", { argv: [process.execPath, gantry, "config"], cwd: directory }],
    ];
    const rows: StartRow[] = [];
    for (const [name, command] of commands) {
      progress(`${name}: ${runs} pairs`);
      rows.push(await comparePairs(name, command, { argv: [process.execPath, "-e", "0"] }, runs));
    }
    return rows;
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

async function comparePairs(name: string, command: Command, bare: Command, runs: number): Promise<StartRow> {
  const pairs: { gantry: number; node: number }[] = [];
  for (let run = -1; run < runs; run++) {
    const gantry = (await runTimed(command)).milliseconds;
    const node = (await runTimed(bare)).milliseconds;
    if (run >= 0) pairs.push({ gantry, node }); // The first pair warms the file cache.
  }
  return {
    command: name,
    gantry: median(pairs.map((pair) => pair.gantry)),
    node: median(pairs.map((pair) => pair.node)),
    difference: median(pairs.map((pair) => pair.gantry - pair.node)),
    ratio: median(pairs.map((pair) => pair.gantry / pair.node)),
    runs,
  };
}

function tenServices(): string {
  const service = (index: number) => `  app-${index}:
    image: registry.example/app:\${TAG:-1}
    environment: { PORT: "80${index}", LEVEL: "\${LEVEL:-info}" }
    ports: ["127.0.0.1:80${index}0:80"]
    volumes: ["data-${index}:/data", "./app-${index}:/app:ro"]
    healthcheck: { test: ["CMD", "true"], interval: 10s, timeout: 5s, retries: 3 }
    deploy: { resources: { limits: { memory: 256m, cpus: "0.5" } } }
${index > 0 ? `    depends_on: { app-${index - 1}: { condition: service_healthy } }\n` : ""}`;
  const indexes = Array.from({ length: 10 }, (_, index) => index);
  return `name: ten\nservices:\n${indexes.map(service).join("")}volumes:\n${indexes.map((i) => `  data-${i}: {}\n`).join("")}`;
}

function formatStart(rows: readonly StartRow[]): string {
  return formatTable(
    ["command", "against", "median", "bare node", "difference", "ratio", "pairs"],
    rows.map((row) => [
      row.command,
      "`node -e 0`",
      `${row.gantry.toFixed(0)} ms`,
      `${row.node.toFixed(0)} ms`,
      `${row.difference.toFixed(0)} ms`,
      formatRatio(row.ratio),
      String(row.runs),
    ]),
  );
}
