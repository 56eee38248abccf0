import { describeFailure, type Failure } from "./describe-failure.ts";
import { jsonVersion } from "./json-version.ts";
import type { Colors, Terminal } from "./terminal.ts";

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
    const request =
      "This is a bug in Gantry, not in your stack. Please report it in the issue tracker of Gantry's repository, with these lines and what `gantry --version` prints.";
    return `${prefix}${failure.stack ?? failure.message}\n\n${request}`;
  }
  const lines = [`${prefix}${failure.message}`];
  if (failure.detail) lines.push(failure.detail.trimEnd().replace(/^/gm, "  "));
  if (failure.fix)
    lines.push(
      failure.detail && failure.code !== "interrupted" ? `${colors.bold("To fix it:")} ${failure.fix}` : failure.fix,
    );
  return lines.join("\n");
}
