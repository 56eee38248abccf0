import type { Match } from "./finding.ts";
import { type KeyPattern, keyPatterns } from "./key-patterns.ts";
import { createLiteralSearch } from "./literal-search.ts";
import { listSecretLiterals, type SecretLiteral } from "./secret-literals.ts";

/** A match, and where it stands in the bytes. */
export interface LocatedMatch {
  match: Match;
  start: number;
  end: number;
}

export interface DetectorOptions {
  /** Whether what only looks like a key counts for nothing here: the stack's own values are found all the same. */
  harmless?: boolean;
}

/** Looks for a stack's secrets, and for what looks like keys. */
export interface Detector {
  /** How many bytes before and after where a match starts have to be there to judge it. */
  readonly reach: { behind: number; ahead: number };
  /** Calls back for each match that starts from `from` and before `to`. Bytes outside of this range are looked at where they are there. */
  search(
    bytes: Buffer,
    range: { from: number; to: number },
    onMatch: (found: LocatedMatch) => void,
    options?: DetectorOptions,
  ): void;
  /** The text with every secret and key in it blanked out. */
  redact(text: string): string;
}

const AHEAD = 300;

/** @param secrets The stack's own values, by name. Empty ones are left out. */
export function createDetector(secrets: ReadonlyMap<string, string>): Detector {
  const literals = listSecretLiterals(secrets);
  const anchors = keyPatterns.flatMap((pattern) => pattern.anchors.map((anchor) => ({ pattern, anchor })));
  const find = createLiteralSearch([
    ...literals.map(({ bytes }) => bytes),
    ...anchors.map(({ anchor }) => Buffer.from(anchor)),
  ]);
  const longest = literals.reduce((most, { bytes }) => Math.max(most, bytes.length + 1), 0);

  const search: Detector["search"] = (bytes, { from, to }, onMatch, { harmless = false } = {}) =>
    find(bytes, from, to, (number, start) => {
      const literal = literals[number];
      const found =
        literal === undefined
          ? judgeAnchor(bytes, start, anchors[number - literals.length]?.pattern)
          : judgeLiteral(bytes, start, literal);
      const certain = literal?.beside === false;
      if (found !== undefined && (certain || !harmless)) onMatch(found);
    });
  return {
    reach: {
      behind: Math.max(1, ...keyPatterns.map(({ behind = 0 }) => behind)) + 1,
      ahead: Math.max(longest, ...keyPatterns.map(({ ahead = AHEAD }) => ahead)),
    },
    search,
    redact: (text) => blankOut(text, search),
  };
}

function judgeLiteral(bytes: Buffer, start: number, literal: SecretLiteral): LocatedMatch | undefined {
  const end = start + literal.bytes.length;
  if (literal.beside && (isWord(bytes[start - 1]) || isWord(bytes[end]))) return undefined;
  return { match: { kind: "secret", rule: literal.name, form: literal.form, severity: "error" }, start, end };
}

function judgeAnchor(bytes: Buffer, anchor: number, pattern: KeyPattern | undefined): LocatedMatch | undefined {
  if (pattern === undefined) return undefined;
  const { behind = 0, ahead = AHEAD, rule, severity = "error", accept } = pattern;
  // One more, for what must not stand before it.
  const from = Math.max(0, anchor - behind - 1);
  const text = bytes.toString("latin1", from, Math.min(bytes.length, anchor + ahead));
  for (const found of text.matchAll(pattern.pattern)) {
    const start = from + found.index;
    if (start > anchor) return undefined;
    const end = start + found[0].length;
    if (end <= anchor) continue;
    return (accept?.(found[0]) ?? true) ? { match: { kind: "key", rule, severity }, start, end } : undefined;
  }
  return undefined;
}

/** A letter, a digit, `_` or `-`: what goes on with a name or a value. */
function isWord(byte: number | undefined): boolean {
  return byte !== undefined && /[A-Za-z0-9_-]/.test(String.fromCharCode(byte));
}

function blankOut(text: string, search: Detector["search"]): string {
  const bytes = Buffer.from(text);
  const ranges: { start: number; end: number }[] = [];
  search(bytes, { from: 0, to: bytes.length }, ({ start, end }) => ranges.push({ start, end }));
  if (ranges.length === 0) return text;
  ranges.sort((a, b) => a.start - b.start);
  let result = "";
  let at = 0;
  for (const { start, end } of ranges) {
    if (start >= at) result += `${bytes.toString("utf8", at, start)}<redacted>`;
    at = Math.max(at, end);
  }
  return result + bytes.toString("utf8", at);
}
