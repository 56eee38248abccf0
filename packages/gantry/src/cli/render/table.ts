import { measureWidth, padToWidth, truncateToWidth } from "./width.ts";

export interface Column {
  title: string;
  /** The last one to be cut when the terminal is narrow has the lowest number; absent: never cut. */
  shrink?: number;
}

const gap = 3;
const narrowest = 8;

/** Lays cells out in columns. With a width, shrinkable columns are cut until the lines fit. */
export function formatTable(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  width?: number,
): string[] {
  const lines = [columns.map(({ title }) => title), ...rows];
  const widths = columns.map((_, index) => Math.max(...lines.map((line) => measureWidth(line[index] ?? ""))));
  if (width !== undefined) shrinkColumns(columns, widths, width);
  return lines.map((line) =>
    line
      .map((cell, index) => padToWidth(truncateToWidth(cell, widths[index] ?? 0), widths[index] ?? 0))
      .join(" ".repeat(gap))
      .trimEnd(),
  );
}

function shrinkColumns(columns: readonly Column[], widths: number[], width: number): void {
  const candidates = columns
    .map((column, index) => ({ index, shrink: column.shrink }))
    .filter((candidate) => candidate.shrink !== undefined)
    .sort((a, b) => (b.shrink ?? 0) - (a.shrink ?? 0));
  let excess = widths.reduce((sum, each) => sum + each, 0) + gap * (widths.length - 1) - width;
  for (const { index } of candidates) {
    const current = widths[index] ?? 0;
    const cut = Math.max(0, Math.min(excess, current - narrowest));
    widths[index] = current - cut;
    excess -= cut;
  }
}
