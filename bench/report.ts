import { mkdir, readFile, writeFile } from "node:fs/promises";
import { cpus, release, totalmem } from "node:os";
import { dirname, join } from "node:path";

/** The machine and the versions that a result was measured on. */
export interface Measured {
  date: string;
  machine: string;
  versions: Record<string, string>;
}

export function describeMachine(versions: Record<string, string>): Measured {
  const gibibytes = Math.round(totalmem() / 1024 ** 3);
  return {
    date: new Date().toISOString().slice(0, 10),
    machine: `${cpus().length} × ${cpus()[0]?.model.trim() ?? "unknown processor"}, ${gibibytes} GiB, Linux ${release()}`,
    versions: { node: process.versions.node, ...versions },
  };
}

export async function writeResult(root: string, name: string, measured: Measured, result: unknown): Promise<string> {
  const file = join(root, "bench/results", `${name}.json`);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, `${JSON.stringify({ ...measured, result }, null, 2)}\n`);
  return file;
}

export interface Section {
  /** Such as `docs/benchmarks.md`. */
  page: string;
  name: string;
}

/** Replaces what stands between `<!-- name -->` and `<!-- /name -->` in a page. */
export async function writeSection(root: string, { page: path, name }: Section, markdown: string): Promise<void> {
  const file = join(root, path);
  const page = await readFile(file, "utf8");
  const [open, close] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const start = page.indexOf(open);
  const end = page.indexOf(close);
  if (start < 0 || end < start) throw new Error(`${path} has no section ${open} … ${close}`);
  await writeFile(file, `${page.slice(0, start + open.length)}\n${markdown.trim()}\n${page.slice(end)}`);
}

export function formatMeasured({ date, machine, versions }: Measured): string {
  const list = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  return `Measured on ${date}: ${machine}; ${list.join(", ")}.`;
}

export function formatTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(header), line(header.map((_, index) => (index < 2 ? "---" : "---:"))), ...rows.map(line)].join("\n");
}

export const formatSeconds = (milliseconds: number): string => `${(milliseconds / 1000).toFixed(2)} s`;
export const formatRatio = (ratio: number): string => ratio.toFixed(2);
export const formatMegabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(0)} MB`;
