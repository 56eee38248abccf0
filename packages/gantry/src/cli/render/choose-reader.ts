import type { Context } from "../context.ts";
import type { EventReader } from "./event-reader.ts";

/** The reader that fits where the output goes: `--json`, a terminal, a pipe. */
export async function chooseReader(context: Context, jsonStream?: NodeJS.WritableStream): Promise<EventReader> {
  const { globals, terminal, redact } = context;
  if (globals.json) return (await import("./json.ts")).createJsonReader(jsonStream ?? terminal.stdout, redact);
  if (globals.quiet) return silent;
  if (terminal.stderr.isTTY) return (await import("./tty.ts")).createTtyReader(terminal, redact);
  return (await import("./plain.ts")).createPlainReader(terminal, redact);
}

const silent: EventReader = { read: () => undefined, end: () => undefined, [Symbol.dispose]: () => undefined };
