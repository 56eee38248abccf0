import type { Terminal } from "../terminal.ts";
import { formatElapsed } from "./elapsed.ts";
import type { EventReader, Outcome } from "./event-reader.ts";
import { drawFrame } from "./frame.ts";
import { foldEvent, startProgressView } from "./progress-view.ts";
import { measureWidth } from "./width.ts";

/** At most 15 frames a second; the spinner turns at that pace too. */
const frameMilliseconds = 1000 / 15;

/** A live tree on stderr, redrawn in place. */
export function createTtyReader(terminal: Terminal, redact: (text: string) => string): EventReader {
  const view = startProgressView(Date.now());
  let drawn: string[] = [];
  let planned = false;
  const draw = (final = false) => {
    const frame = drawFrame(view, {
      columns: terminal.columns(),
      rows: terminal.rows() - 1,
      now: Date.now(),
      colors: terminal.errColors,
      final,
    }).map(redact);
    terminal.stderr.write(
      `${moveToTop(drawn, terminal.columns())}${frame.map((line) => `${line}\u001b[K\n`).join("")}\u001b[J`,
    );
    drawn = frame;
  };
  /** Prints above the tree, where it stays. */
  const printAbove = (line: string) => {
    terminal.stderr.write(`${moveToTop(drawn, terminal.columns())}\u001b[J${redact(line)}\n`);
    drawn = [];
    if (planned) draw();
  };
  const timer = setInterval(() => planned && draw(), frameMilliseconds);
  terminal.hideCursor();
  const close = () => {
    clearInterval(timer);
    terminal.restore();
  };
  return {
    read: (event) => {
      foldEvent(view, event);
      planned ||= ["plan", "phase", "build"].includes(event.type);
      if (event.type === "warning") printAbove(`${terminal.errColors.yellow("warning:")} ${event.message}`);
      if (event.type === "note") {
        printAbove(`${terminal.errColors.green("✔")} ${event.subject}  ${terminal.errColors.dim(event.message)}`);
      }
    },
    end: (outcome) => {
      close();
      if (planned) draw(true);
      if (outcome.status === "done")
        for (const line of summaryLines(outcome, terminal)) terminal.stderr.write(`${redact(line)}\n`);
    },
    [Symbol.dispose]: close,
  };
}

function summaryLines(
  { milliseconds, summary, urls = [] }: Extract<Outcome, { status: "done" }>,
  { errColors }: Terminal,
): string[] {
  return [
    `${errColors.green("✔")} ${summary} ${errColors.dim(`in ${formatElapsed(milliseconds)}`)}`,
    ...urls.map(({ service, url }) => `  ${errColors.cyan(url)}  ${errColors.dim(service)}`),
  ];
}

/** Back to the first line of what was drawn. A narrower terminal has wrapped its lines meanwhile. */
function moveToTop(drawn: readonly string[], columns: number): string {
  const height = drawn.reduce((sum, line) => sum + Math.max(1, Math.ceil(measureWidth(line) / columns)), 0);
  return height > 0 ? `\u001b[${height}A\r` : "\r";
}
