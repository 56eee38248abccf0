import type { Request } from "./command-line.ts";
import { createContext } from "./context.ts";
import { watchInterruption } from "./interruption.ts";
import { reportFailure } from "./report-failure.ts";
import { openTerminal, ReaderGone } from "./terminal.ts";

/** Runs a command in the process's own terminal. Returns the exit code; `exit` is called only when a second Ctrl-C cuts it short. */
export async function runRequest(
  { command, globals, input }: Extract<Request, { type: "run" }>,
  { exit }: { exit: (code: number) => void },
): Promise<number> {
  const terminal = openTerminal({ color: globals.color });
  using interruption = watchInterruption({
    onSecond: () => {
      terminal.restore();
      exit(130);
    },
  });
  await using context = createContext({ globals, terminal, signal: interruption.signal });
  try {
    return (await command.run(context, input)) ?? 0;
  } catch (error) {
    if (error instanceof ReaderGone) return 0;
    return reportFailure(error, { terminal, json: globals.json, redact: context.redact });
  } finally {
    terminal.restore();
  }
}

/** Reports a command line that does not fit; which options it has can only be looked for. */
export function reportMisuse(error: unknown, argv: readonly string[]): number {
  const terminal = openTerminal({ color: !argv.includes("--no-color") });
  return reportFailure(error, { terminal, json: argv.includes("--json") });
}
