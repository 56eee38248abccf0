import { formatBytes } from "../../model/bytes.ts";
import type { ImageChange, ImageReport, ReportedLayer } from "./image-report.ts";

export interface FormatImageOptions {
  /** How many layers are shown, the largest. Default: 5. */
  largest?: number;
  /** Width of a line in characters. Default: 100. */
  columns?: number;
}

/** An image's size and largest layers for people, and what changed: lines, the first of which begins with the image's name. */
export function formatImage(
  name: string,
  { size, layers, change }: Omit<ImageReport, "id">,
  { largest = 5, columns = 100 }: FormatImageOptions = {},
): string[] {
  const shown = layers
    .filter((layer) => layer.size > 0)
    .sort((a, b) => b.size - a.size)
    .slice(0, largest);
  const head = `${name}  ${formatBytes(size)} in ${count(layers.length, "layer")}`;
  return [
    change === undefined ? head : `${head}, ${formatDifference(change)}`,
    ...formatRows(shown, columns),
    ...(change === undefined || hasSameLayers(change) ? [] : [formatChange(change)]),
  ];
}

function formatRows(layers: readonly ReportedLayer[], columns: number): string[] {
  const sizes = layers.map(({ size }) => formatBytes(size));
  const width = Math.max(0, ...sizes.map(({ length }) => length));
  return layers.map(({ createdBy }, index) =>
    cut(`  ${(sizes[index] ?? "").padStart(width)}  ${createdBy || "(no step is known)"}`, columns),
  );
}

const hasSameLayers = ({ added, removed }: ImageChange): boolean => added.length === 0 && removed.length === 0;

function formatDifference(change: ImageChange): string {
  const { sizeDifference, previous } = change;
  if (hasSameLayers(change)) return `the same as in ${previous}`;
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
