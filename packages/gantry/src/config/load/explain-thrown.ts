import { readFileSync } from "node:fs";
import { SourceMap } from "node:module";
import { dirname, resolve } from "node:path";
import { configError, UserError } from "../../model/error.ts";
import type { Position } from "../../model/position.ts";
import type { ConfigBundle } from "./bundle-config.ts";
import { quoteSource } from "./quote-source.ts";

export interface ThrownOptions {
  /** Of the module that was run. */
  url: string;
  bundle: ConfigBundle;
  /** The config. */
  file: string;
  /** Writes a path for people. */
  showPath: (path: string) => string;
}

/** What a config threw, with the user's own file and line. What Gantry itself threw stays as it is. */
export function explainThrown(error: unknown, options: ThrownOptions): UserError {
  if (error instanceof UserError) return error;
  const { file, showPath } = options;
  const what = error instanceof Error ? `${error.name}: ${error.message}` : `threw ${typeof error}: ${String(error)}`;
  const place = locate(error, options);
  const issue = place
    ? { message: what, position: { ...place, file: showPath(place.file) } }
    : { message: `${showPath(file)}: ${what}` };
  const { message, code, issues } = configError([issue]);
  const detail = place && quoteFrom(place);
  return new UserError(message, { code, issues, cause: error, ...(detail ? { detail } : {}) });
}

/** The innermost place in the user's own files, from the error's stack. */
function locate(error: unknown, { url, bundle, file }: ThrownOptions): Position | undefined {
  const stack = error instanceof Error ? (error.stack ?? "") : "";
  const path = decodeURI(new URL(url).pathname);
  for (const line of stack.split("\n")) {
    const frame = /^\s+at .*?(?:file:\/\/)?(\/[^()]*?|[A-Za-z]:[^()]*?):(\d+):(\d+)\)?$/.exec(line);
    if (!frame || decodeURI(frame[1] ?? "") !== path) continue;
    const entry = new SourceMap(JSON.parse(bundle.sourceMap)).findEntry(Number(frame[2]) - 1, Number(frame[3]) - 1);
    if (!("originalSource" in entry) || !entry.originalSource) continue;
    const source = resolve(dirname(file), entry.originalSource);
    // Frames of the module that hands our own package over are not the user's.
    if (bundle.files.includes(source))
      return { file: source, line: entry.originalLine + 1, column: entry.originalColumn + 1 };
  }
  return undefined;
}

function quoteFrom({ file, line, column }: Position): string | undefined {
  const text = readFileSync(file, "utf8").split("\n")[line - 1];
  return text === undefined ? undefined : quoteSource(text, line, column);
}
