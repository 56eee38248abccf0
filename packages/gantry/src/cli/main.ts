#!/usr/bin/env node
import { parseCommandLine, type Request } from "./command-line.ts";
import { commandTable } from "./commands/table.ts";
import { version } from "./version.ts";

// The only module that ends the process: handlers return an exit code or throw.
// Help and usage take no more than this module: what runs a command is imported when there is one to run.
process.exitCode = await main(process.argv.slice(2));

async function main(argv: readonly string[]): Promise<number> {
  let request: Request;
  try {
    request = parseCommandLine(argv, commandTable, version);
  } catch (error) {
    const { reportMisuse } = await import("./run-request.ts");
    return reportMisuse(error, argv);
  }
  if (request.type === "print") {
    process[request.stream].write(request.text);
    return request.exitCode;
  }
  const { runRequest } = await import("./run-request.ts");
  return runRequest(request, { exit: (code) => process.exit(code) });
}
