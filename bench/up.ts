import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { Benchmark } from "./benchmark.ts";
import { type BenchContext, openContext } from "./context.ts";
import { type Command, median, type Run, runTimed } from "./measure.ts";
import { bringChainUpRaw } from "./raw-limit.ts";
import { formatMegabytes, formatRatio, formatSeconds, formatTable } from "./report.ts";
import { type BenchStack, chainOfThree, fanOfTen, fiftyServices } from "./stacks.ts";

/** Bringing stacks up, converging, changing one service, taking them down. */
export const up: Benchmark = {
  summary: "bring stacks up, converge, change one service, take them down: against docker compose up -d --wait",
  defaultRuns: 5,
  async run({ root, runs, progress }) {
    const context = await openContext(root, progress);
    const result = await benchUp(context, runs);
    return { versions: context.versions, result, table: formatUp(result) };
  },
};

const steps = ["cold up", "converged up", "one changed service", "down"] as const;
type Step = (typeof steps)[number];

interface UpRow {
  stack: string;
  step: Step;
  /** Medians in milliseconds. */
  gantry: number;
  compose: number;
  /** Median of the ratios, run by run. */
  ratio: number;
  /** Peak resident memory of the `gantry` process in bytes, the largest of all runs. */
  gantryPeakMemory: number;
  runs: number;
}

interface UpResult {
  rows: UpRow[];
  rawLimit: { milliseconds: number; gantryRatio: number; runs: number };
}

interface Tool {
  name: "gantry" | "compose";
  up: (stack: BenchStack) => Command;
  down: (stack: BenchStack) => Command;
}

/** Gantry against `docker compose up -d --wait`, in turn on the same engine with the same images; the order changes from run to run. */
async function benchUp(context: BenchContext, runs: number): Promise<UpResult> {
  const directory = await mkdtemp(join(tmpdir(), "gantry-bench-"));
  try {
    const chain = chainOfThree(context.webImage);
    const rows: UpRow[] = [];
    const stacks = [chain, fanOfTen(), fiftyServices()];
    const rawTimes: number[] = [];
    const chainTimes: number[] = [];
    for (const stack of stacks) {
      const tools = createTools(context, directory);
      await writeFile(join(directory, `${stack.name}.json`), JSON.stringify(stack.compose));
      // A run that was cut short may have left its stack behind.
      for (const tool of tools) await runTimed(tool.down(stack));
      const measured = new Map<string, Run[]>();
      for (let run = 0; run < runs; run++) {
        for (const tool of run % 2 === 0 ? tools : tools.toReversed()) {
          context.progress(`${stack.title}: ${tool.name}, run ${run + 1} of ${runs}`);
          const results = await runSteps(context, tool, stack);
          for (const [step, result] of results) {
            const key = `${tool.name}/${step}`;
            measured.set(key, [...(measured.get(key) ?? []), result]);
            if (stack === chain && tool.name === "gantry" && step === "cold up") chainTimes.push(result.milliseconds);
          }
        }
        if (stack === chain) {
          context.progress(`${stack.title}: bare API calls, run ${run + 1} of ${runs}`);
          const start = performance.now();
          const remove = await bringChainUpRaw(context.socketPath, {
            postgres: "pgvector/pgvector:pg17",
            web: context.webImage,
            caddy: "caddy:2-alpine",
          });
          rawTimes.push(performance.now() - start);
          await remove();
        }
      }
      rows.push(...steps.map((step) => toRow(stack, step, measured)));
    }
    return {
      rows,
      rawLimit: {
        milliseconds: median(rawTimes),
        gantryRatio: median(chainTimes.map((time, index) => time / (rawTimes[index] ?? Number.NaN))),
        runs,
      },
    };
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

async function runSteps(context: BenchContext, tool: Tool, stack: BenchStack): Promise<Map<Step, Run>> {
  const results = new Map<Step, Run>();
  try {
    results.set("cold up", await runTimed(tool.up(stack)));
    await settle(context, stack);
    results.set("converged up", await runTimed(tool.up(stack)));
    await settle(context, stack);
    const changed = tool.up(stack);
    results.set("one changed service", await runTimed({ ...changed, env: { ...changed.env, REVISION: "2" } }));
  } finally {
    results.set("down", await runTimed(tool.down(stack)));
  }
  return results;
}

/** Waits until the engine itself has run every health check once: a stack that has been up for a while. */
async function settle({ environment }: BenchContext, stack: BenchStack): Promise<void> {
  const filters = ["--filter", `label=com.docker.compose.project=${stack.name}`, "--filter", "health=starting"];
  for (let waited = 0; waited < 60_000; waited += 250) {
    const { output } = await runTimed({ argv: ["docker", "ps", "--quiet", ...filters], env: environment });
    if (output.trim() === "") return;
    await delay(250);
  }
  throw new Error(`${stack.name} did not settle within 60 s`);
}

function toRow(stack: BenchStack, step: Step, measured: Map<string, Run[]>): UpRow {
  const gantry = measured.get(`gantry/${step}`) ?? [];
  const compose = measured.get(`compose/${step}`) ?? [];
  return {
    stack: stack.title,
    step,
    gantry: median(gantry.map((run) => run.milliseconds)),
    compose: median(compose.map((run) => run.milliseconds)),
    ratio: median(gantry.map((run, index) => run.milliseconds / (compose[index]?.milliseconds ?? Number.NaN))),
    gantryPeakMemory: Math.max(...gantry.map((run) => run.peakMemory)),
    runs: gantry.length,
  };
}

function createTools({ gantry, compose, environment }: BenchContext, directory: string): Tool[] {
  const file = (stack: BenchStack) => ["-p", stack.name, "-f", join(directory, `${stack.name}.json`)];
  return [
    {
      name: "gantry",
      up: (stack) => ({ argv: [process.execPath, gantry, "up", ...file(stack)], env: environment }),
      down: (stack) => ({ argv: [process.execPath, gantry, "down", "-v", "--yes", ...file(stack)], env: environment }),
    },
    {
      name: "compose",
      up: (stack) => ({ argv: [compose, ...file(stack), "up", "-d", "--wait"], env: environment }),
      down: (stack) => ({ argv: [compose, ...file(stack), "down", "-v"], env: environment }),
    },
  ];
}

function formatUp({ rows, rawLimit }: UpResult): string {
  const table = formatTable(
    ["stack", "step", "Gantry", "Docker Compose", "ratio", "peak memory of gantry", "runs"],
    rows.map((row) => [
      row.stack,
      row.step,
      formatSeconds(row.gantry),
      formatSeconds(row.compose),
      formatRatio(row.ratio),
      formatMegabytes(row.gantryPeakMemory),
      String(row.runs),
    ]),
  );
  const limit = `The bare limit of the chain's cold up: ${formatSeconds(rawLimit.milliseconds)}; Gantry takes ${formatRatio(rawLimit.gantryRatio)} of it.`;
  return `${table}\n\n${limit}`;
}
