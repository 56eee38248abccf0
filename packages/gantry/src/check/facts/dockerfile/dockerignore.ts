import { escapePattern } from "../../escape-pattern.ts";
import type { Place } from "../../place.ts";
import type { SourceText } from "../../repository/source-text.ts";

export interface IgnorePattern {
  /** As it is written, without `!`. */
  readonly text: string;
  readonly negated: boolean;
  readonly at: Place;
  readonly matches: (path: string) => boolean;
}

/** A `.dockerignore`, read as BuildKit does: patterns count from the context's root, and the last match wins. */
export interface Dockerignore {
  readonly path: string;
  readonly source: SourceText;
  readonly patterns: readonly IgnorePattern[];
  /** Whether a file or folder of the context stays out of it. */
  ignores(path: string): boolean;
}

/** @see https://docs.docker.com/build/concepts/context/#dockerignore-files */
export function readDockerignore(source: SourceText): Dockerignore {
  const patterns: IgnorePattern[] = [];
  for (let number = 1; number <= source.lineCount; number++) {
    const line = source.line(number);
    const written = line.trim();
    if (written === "" || line.startsWith("#")) continue;
    const negated = written.startsWith("!");
    const text = negated ? written.slice(1).trim() : written;
    const start = source.offsetAt({ line: number, column: 1 }) + line.indexOf(text);
    patterns.push({ text, negated, at: source.placeOf(start, start + text.length), matches: matcherOf(text) });
  }
  return {
    path: source.path,
    source,
    patterns,
    ignores: (path) => patterns.findLast(({ matches }) => matches(path))?.negated === false,
  };
}

/** Whether a pattern matches a path or one of the folders that it is in. */
export function matcherOf(pattern: string): (path: string) => boolean {
  const clean = pattern
    .split("/")
    .filter((part) => part !== "" && part !== ".")
    .join("/");
  const whole = toRegExp(clean);
  return (path) => {
    const parts = path.split("/");
    return parts.some((_, index) => whole.test(parts.slice(0, index + 1).join("/")));
  };
}

function toRegExp(pattern: string): RegExp {
  let text = "";
  for (let index = 0; index < pattern.length; index++) {
    const char = pattern[index] ?? "";
    if (pattern.startsWith("**", index)) {
      const isFolder = pattern[index + 2] === "/";
      text += isFolder ? "(?:.*/)?" : ".*";
      index += isFolder ? 2 : 1;
    } else if (char === "*") text += "[^/]*";
    else if (char === "?") text += "[^/]";
    else if (char === "\\") {
      index += 1;
      text += escapePattern(pattern[index] ?? "\\");
    } else if (char === "[") {
      const end = pattern.indexOf("]", index + 2);
      text += end < 0 ? "\\[" : `[${pattern.slice(index + 1, end).replaceAll("\\", "\\\\")}]`;
      index = end < 0 ? index : end;
    } else text += escapePattern(char);
  }
  try {
    return new RegExp(`^${text}$`, "s");
  } catch {
    // A range that is the wrong way round: it matches nothing.
    return /^(?!)/;
  }
}
