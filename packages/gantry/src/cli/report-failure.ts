import { describeFailure, type Failure } from "./describe-failure.ts";
import { jsonVersion } from "./json-version.ts";
import type { Colors, Terminal } from "./terminal.ts";

const reportTo = "https://github.com/gantry/gantry/issues";

export interface ReportFailureOptions {
  terminal: Terminal;
  json: boolean;
  redact?: ((text: string) => string) | undefined;
}

/** Tells the user on stderr what went wrong, and returns the exit code. */
export function reportFailure(
  error: unknown,
  { terminal, json, redact = (text) => text }: ReportFailureOptions,
): number {
  const failure = describeFailure(error);
  const { exitCode, ...shown } = failure;
  const text = json
    ? JSON.stringify({ version: jsonVersion, type: "error", error: shown })
    : formatFailure(failure, terminal.errColors);
  terminal.stderr.write(`${redact(text)}\n`);
  return exitCode;
}

/** Message, further lines indented below it, and what to do. */
export function formatFailure(failure: Failure, colors: Colors): string {
  const prefix = failure.code === "interrupted" ? "" : `${colors.red("error:")} `;
  if (failure.code === "bug") {
    return `${prefix}${failure.stack ?? failure.message}\n\nThis is a bug in Gantry. Please report it with the lines above: ${reportTo}`;
  }
  const lines = [`${prefix}${failure.message}`];
  if (failure.detail) lines.push(failure.detail.trimEnd().replace(/^/gm, "  "));
  if (failure.fix)
    lines.push(
      failure.detail && failure.code !== "interrupted" ? `${colors.bold("To fix it:")} ${failure.fix}` : failure.fix,
    );
  return lines.join("\n");
}
