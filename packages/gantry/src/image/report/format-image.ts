import { formatBytes } from "../../model/bytes.ts";
import type { ImageChange, ImageReport, ReportedLayer } from "./image-report.ts";

export interface FormatImageOptions {
  /** How many layers are shown, the largest. Default: 5. */
  largest?: number;
  /** Width of a line in characters. Default: 100. */
  columns?: number;
}

/** An image's size and largest layers for people, and what changed; one line each, without a newline at the end. */
export function formatImage(
  { reference, size, layers, change }: ImageReport,
  { largest = 5, columns = 100 }: FormatImageOptions = {},
): string {
  const shown = layers
    .filter((layer) => layer.size > 0)
    .sort((a, b) => b.size - a.size)
    .slice(0, largest);
  return [
    `${reference}  ${formatBytes(size)} in ${count(layers.length, "layer")}${change ? `, ${formatDifference(change)}` : ""}`,
    ...formatRows(shown, columns),
    ...(change === undefined ? [] : [formatChange(change)]),
  ].join("\n");
}

function formatRows(layers: readonly ReportedLayer[], columns: number): string[] {
  const sizes = layers.map(({ size }) => formatBytes(size));
  const width = Math.max(0, ...sizes.map(({ length }) => length));
  return layers.map(({ createdBy }, index) =>
    cut(`  ${(sizes[index] ?? "").padStart(width)}  ${createdBy || "(no step is known)"}`, columns),
  );
}

function formatDifference({ sizeDifference, previous }: ImageChange): string {
  if (sizeDifference === 0) return `as large as ${previous}`;
  return `${formatBytes(Math.abs(sizeDifference))} ${sizeDifference > 0 ? "more" : "less"} than ${previous}`;
}

function formatChange({ kept, keptSize, added, removed }: ImageChange): string {
  const total = (layers: readonly ReportedLayer[]) => formatBytes(layers.reduce((sum, { size }) => sum + size, 0));
  return `  ${kept} kept (${formatBytes(keptSize)}), ${added.length} new (${total(added)}), ${removed.length} gone (${total(removed)})`;
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}

function cut(line: string, columns: number): string {
  return line.length <= columns ? line : `${line.slice(0, Math.max(1, columns - 1))}…`;
}
