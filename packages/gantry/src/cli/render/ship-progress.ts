import type { ShipEvent } from "../../image/ship/ship-options.ts";
import { formatBytes } from "../../model/bytes.ts";
import type { Context } from "../context.ts";
import { jsonVersion } from "../json-version.ts";
import { formatElapsed } from "./elapsed.ts";
import { measureWidth, toOneLine, truncateToWidth } from "./width.ts";

/** Shows what is being shipped, in the way that fits where the output goes. */
export interface ShipReader extends Disposable {
  read(event: ShipEvent): void;
  end(): void;
}

export function createShipReader(context: Context): ShipReader {
  const { globals, terminal } = context;
  if (globals.json) {
    const read = createThrottle((event) => context.print(JSON.stringify({ version: jsonVersion, ...event })), 250);
    return { read, end: () => undefined, [Symbol.dispose]: () => undefined };
  }
  if (globals.quiet) return { read: () => undefined, end: () => undefined, [Symbol.dispose]: () => undefined };
  return terminal.stderr.isTTY ? createLiveReader(context) : createPlainReader(context);
}

/** Progress comes with every packet, and is passed on every so often for each target. */
function createThrottle(pass: (event: ShipEvent) => void, milliseconds: number): (event: ShipEvent) => void {
  const last = new Map<string, number>();
  return (event) => {
    if (event.type === "progress") {
      if (event.time - (last.get(event.target) ?? 0) < milliseconds) return;
      last.set(event.target, event.time);
    }
    pass(event);
  };
}

function createPlainReader({ terminal, redact }: Context): ShipReader {
  const started = Date.now();
  const read = createThrottle((event) => {
    const text = describeEvent(event);
    const elapsed = formatElapsed(event.time - started).padStart(7);
    if (text !== undefined) terminal.stderr.write(redact(`${elapsed}  ${event.target}  ${text}\n`));
  }, 2000);
  return { read, end: () => undefined, [Symbol.dispose]: () => undefined };
}

/** What a line says about an event; nothing for what the summary says anyway. */
export function describeEvent(event: ShipEvent): string | undefined {
  switch (event.type) {
    case "image-start": {
      const { image, mode, layersSent, layersKept } = event;
      if (mode === "registry") return `${image}: through the registry`;
      const layers = layersSent === 1 ? "1 layer" : `${layersSent} layers`;
      return layersKept > 0
        ? `${image}: ${layers} to send, ${layersKept} there already`
        : `${image}: ${layers} to send`;
    }
    case "progress":
      return `${event.image}: ${formatAmount(event)}`;
    case "image-whole":
      return `${event.image}: sent whole: ${toOneLine(event.reason)}`;
    case "pull-incomplete":
      return `${event.image}: pulled in part only, so it is sent from here`;
    case "image-done":
      return event.mode === "present"
        ? `${event.image}: there already`
        : `${event.image}: done, ${formatBytes(event.bytesSent)} in ${formatElapsed(event.milliseconds)}`;
    case "target-failed":
      return `failed: ${toOneLine(event.message)}`;
    case "target-done":
      return undefined;
  }
}

function formatAmount({ current, total }: { current: number; total?: number }): string {
  return total === undefined ? formatBytes(current) : `${formatBytes(current)} of ${formatBytes(total)}`;
}

const spinner = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏";
const frameMilliseconds = 100;

/** One line a host, redrawn in place. */
function createLiveReader({ terminal, redact }: Context): ShipReader {
  const started = Date.now();
  const lines = new Map<string, { text: string; mark: string | undefined }>();
  let drawn = 0;
  const draw = () => {
    const now = Date.now();
    const turn = spinner[Math.floor(now / frameMilliseconds) % spinner.length] ?? "";
    const elapsed = terminal.errColors.dim(formatElapsed(now - started));
    const frame = [...lines].map(([target, { text, mark }]) =>
      truncateToWidth(
        redact(`${mark ?? terminal.errColors.cyan(turn)} ${target}  ${text}  ${elapsed}`),
        terminal.columns(),
      ),
    );
    const up = drawn > 0 ? `\u001b[${drawn}A\r` : "\r";
    terminal.stderr.write(`${up}${frame.map((line) => `${line}\u001b[K\n`).join("")}\u001b[J`);
    drawn = frame.reduce((sum, line) => sum + Math.max(1, Math.ceil(measureWidth(line) / terminal.columns())), 0);
  };
  terminal.hideCursor();
  const timer = setInterval(draw, frameMilliseconds);
  const close = () => {
    clearInterval(timer);
    terminal.restore();
  };
  const { green, red } = terminal.errColors;
  return {
    read: (event) => {
      const before = lines.get(event.target)?.text ?? "";
      const mark = event.type === "target-done" ? green("✔") : event.type === "target-failed" ? red("✖") : undefined;
      lines.set(event.target, { text: describeEvent(event) ?? before, mark });
    },
    end: () => {
      close();
      draw();
    },
    [Symbol.dispose]: close,
  };
}
