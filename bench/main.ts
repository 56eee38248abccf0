import { openContext } from "./context.ts";
import {
  describeMachine,
  formatMeasured,
  formatMegabytes,
  formatRatio,
  formatSeconds,
  formatTable,
  writeResult,
  writeSection,
} from "./report.ts";
import { benchStart, type StartRow } from "./start.ts";
import { benchUp, type UpResult } from "./up.ts";

const usage = `Usage: npm run bench -- <name> [runs]

  up       bring stacks up, converge, change one service, take them down: against docker compose up -d --wait
  start    how long the command takes to start: against bare node`;

/** Runs one benchmark, prints its table, writes bench/results/ and its section of docs/benchmarks.md. @returns the exit code */
export async function main([name, count]: readonly string[], root: string): Promise<number> {
  const progress = (line: string) => process.stderr.write(`${line}\n`);
  if (name !== "up" && name !== "start") {
    process.stderr.write(`${usage}\n`);
    return 2;
  }
  const context = await openContext(root, progress);
  const measured = describeMachine(context.versions);
  const result =
    name === "up" ? await benchUp(context, Number(count ?? 5)) : await benchStart(context, Number(count ?? 20));
  const table = "rows" in result ? formatUp(result) : formatStart(result);
  process.stdout.write(`${table}\n`);
  await writeResult(root, name, measured, result);
  await writeSection(root, name, `${formatMeasured(measured)}\n\n${table}`);
  return 0;
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
