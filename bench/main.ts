import type { Benchmark } from "./benchmark.ts";
import { build } from "./build.ts";
import { check } from "./check.ts";
import { deploy } from "./deploy.ts";
import { faults } from "./faults.ts";
import { describeMachine, formatMeasured, writeResult, writeSection } from "./report.ts";
import { ship } from "./ship.ts";
import { start } from "./start.ts";
import { up } from "./up.ts";

const benchmarks: Readonly<Record<string, Benchmark>> = { up, start, build, ship, deploy, faults, check };

/** Runs one benchmark, prints its table, writes bench/results/ and its section of docs/benchmarks.md, or of its own page. @returns the exit code */
export async function main([name = "", count]: readonly string[], root: string): Promise<number> {
  const benchmark = benchmarks[name];
  if (!benchmark) {
    const lines = Object.entries(benchmarks).map(([key, { summary }]) => `  ${key.padEnd(9)}${summary}`);
    process.stderr.write(`Usage: npm run bench -- <name> [runs]\n\n${lines.join("\n")}\n`);
    return 2;
  }
  const progress = (line: string) => process.stderr.write(`${line}\n`);
  const { versions, result, table } = await benchmark.run({
    root,
    runs: Number(count ?? benchmark.defaultRuns),
    progress,
  });
  const measured = describeMachine(versions);
  process.stdout.write(`${table}\n`);
  await writeResult(root, name, measured, result);
  await writeSection(
    root,
    { page: benchmark.page ?? "docs/benchmarks.md", name },
    `${formatMeasured(measured)}\n\n${table}`,
  );
  return 0;
}
