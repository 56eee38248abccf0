import type { Context } from "../context.ts";
import type { EventReader } from "./event-reader.ts";
import { createJsonReader } from "./json.ts";
import { createPlainReader } from "./plain.ts";
import { createTtyReader } from "./tty.ts";

/** The reader that fits where the output goes: `--json`, a terminal, a pipe. */
export function chooseReader(context: Context, jsonStream?: NodeJS.WritableStream): EventReader {
  const { globals, terminal, redact } = context;
  if (globals.json) return createJsonReader(jsonStream ?? terminal.stdout, redact);
  if (globals.quiet) return silent;
  if (terminal.stderr.isTTY) return createTtyReader(terminal, redact);
  return createPlainReader(terminal, redact);
}

const silent: EventReader = { read: () => undefined, end: () => undefined, [Symbol.dispose]: () => undefined };
