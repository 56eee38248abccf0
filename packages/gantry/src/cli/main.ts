#!/usr/bin/env node
import { parseCommandLine, type Request } from "./command-line.ts";
import { commandTable } from "./commands/table.ts";
import { watchInterruption } from "./interruption.ts";
import { openTerminal } from "./terminal.ts";
import { version } from "./version.ts";

// The only module that ends the process: handlers return an exit code or throw.
process.exitCode = await main(process.argv.slice(2));

async function main(argv: readonly string[]): Promise<number> {
  const terminal = openTerminal({ color: !argv.includes("--no-color") });
  let request: Request;
  try {
    request = parseCommandLine(argv, commandTable, version);
  } catch (error) {
    const { reportFailure } = await import("./report-failure.ts");
    return reportFailure(error, { terminal, json: argv.includes("--json") });
  }
  if (request.type === "print") {
    terminal[request.stream].write(request.text);
    return request.exitCode;
  }
  const { command, globals, input } = request;
  const { createContext } = await import("./context.ts");
  using interruption = watchInterruption({
    onSecond: () => {
      terminal.restore();
      process.exit(130);
    },
  });
  await using context = createContext({ globals, terminal, signal: interruption.signal });
  try {
    return (await command.run(context, input)) ?? 0;
  } catch (error) {
    const { reportFailure } = await import("./report-failure.ts");
    return reportFailure(error, { terminal, json: globals.json, redact: context.redact });
  } finally {
    terminal.restore();
  }
}
