import { formatBytes } from "../../model/bytes.ts";
import type { Colors } from "../terminal.ts";
import { formatElapsed } from "./elapsed.ts";
import type { Progress, ProgressRow, ProgressStep, ProgressView } from "./progress-view.ts";
import { measureWidth, padToWidth, toOneLine, truncateToWidth } from "./width.ts";

export interface FrameOptions {
  columns: number;
  /** Lines that the frame may have at most. */
  rows: number;
  now: number;
  colors: Colors;
  /** The last frame: nothing turns any more. */
  final?: boolean;
}

const spinner = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏";
const doing: Record<string, string> = {
  "pull-image": "pulling",
  "build-image": "building",
  "create-network": "creating network",
  "replace-network": "replacing network",
  "remove-network": "removing network",
  "create-volume": "creating volume",
  "remove-volume": "removing volume",
};

/** Draws the live tree: one line a container, then images and networks that are being worked on. No line is wider than the terminal. */
export function drawFrame(view: ProgressView, options: FrameOptions): string[] {
  const { colors, now, columns } = options;
  const steps = [...view.steps.values()];
  const header = `${colors.bold(view.project)}  ${colors.dim(`${formatElapsed(now - view.started)}  ${view.summary}`)}`;
  const room = Math.max(1, options.rows - 1 - steps.length);
  const { shown, hidden } = chooseRows([...view.rows.values()], options.final ? Number.POSITIVE_INFINITY : room);
  const nameWidth = Math.max(0, ...shown.map((row) => measureWidth(row.name)));
  const lines = [
    ...shown.map((row) => drawRow(row, nameWidth, options)),
    ...(hidden > 0 ? [colors.dim(`… and ${hidden} more`)] : []),
    ...steps.map((step) => drawStep(step, options)),
  ];
  const tree = lines.map((line, index) => `${colors.dim(index === lines.length - 1 ? "└─" : "├─")} ${line}`);
  return [header, ...tree].map((line) => truncateToWidth(line, columns));
}

/** With more containers than lines, those at work are shown before those at rest. */
function chooseRows(rows: ProgressRow[], room: number): { shown: ProgressRow[]; hidden: number } {
  if (rows.length <= room) return { shown: rows, hidden: 0 };
  const ranked = rows
    .map((row, index) => ({ row, index }))
    .sort((a, b) => urgency(b.row) - urgency(a.row) || a.index - b.index);
  const shown = ranked
    .slice(0, Math.max(0, room - 1))
    .sort((a, b) => a.index - b.index)
    .map(({ row }) => row);
  return { shown, hidden: rows.length - shown.length };
}

function urgency({ phase, settled }: ProgressRow): number {
  if (phase === "failed") return 3;
  if (settled !== undefined) return 0;
  return phase === "waiting" ? 1 : 2;
}

function drawRow(row: ProgressRow, nameWidth: number, { colors, now, final }: FrameOptions): string {
  const mark =
    row.settled !== undefined
      ? settledMark(row.phase, colors)
      : row.phase === "waiting" || final
        ? colors.dim("·")
        : colors.cyan(spin(now));
  const elapsed =
    row.phase === "waiting" || row.phase === "unchanged" ? "" : formatElapsed((row.settled ?? now) - row.started);
  const amount = row.settled === undefined && row.progress ? formatAmount(row.progress) : undefined;
  const said = [amount, row.detail && toOneLine(row.detail)].filter(Boolean).join(" · ");
  const detail = said ? colors.dim(said) : "";
  const phase = padToWidth(colorPhase(row.phase, colors), 10);
  return `${mark} ${padToWidth(row.name, nameWidth)}  ${phase} ${elapsed.padStart(6)}  ${detail}`.trimEnd();
}

function drawStep(step: ProgressStep, { colors, now }: FrameOptions): string {
  const what = `${colors.cyan(spin(now))} ${doing[step.type] ?? step.type} ${step.subject}`;
  const detail = (step.progress && formatAmount(step.progress)) ?? (step.output ? toOneLine(step.output) : "");
  return `${what}  ${formatElapsed(now - step.started)}  ${colors.dim(detail)}`.trimEnd();
}

/** `12.1 MiB of 40 MiB`, `step 3 of 12, 2 cached`; nothing where nothing is known yet. */
export function formatAmount({ current, total, cached, unit }: Progress): string | undefined {
  if (total === 0) return undefined;
  const format = unit === "bytes" ? formatBytes : String;
  const amount = total === undefined ? format(current) : `${format(current)} of ${format(total)}`;
  return unit === "steps" ? `step ${amount}${cached ? `, ${cached} cached` : ""}` : amount;
}

const spin = (now: number): string => spinner[Math.floor(now / 80) % spinner.length] ?? "";

type Phase = ProgressRow["phase"];

const quietPhases: ReadonlySet<Phase> = new Set<Phase>(["unchanged", "stopped", "removed", "ended"]);

function settledMark(phase: Phase, colors: Colors): string {
  if (phase === "failed") return colors.red("✖");
  return quietPhases.has(phase) ? colors.dim("✔") : colors.green("✔");
}

function colorPhase(phase: Phase, colors: Colors): string {
  switch (phase) {
    case "failed":
      return colors.red(phase);
    case "healthy":
    case "running":
    case "completed":
    case "built":
      return colors.green(phase);
    case "waiting":
    case "unchanged":
    case "stopped":
    case "removed":
    case "ended":
      return colors.dim(phase);
    default:
      return colors.cyan(phase);
  }
}
