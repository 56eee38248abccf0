import { parseDuration, toMilliseconds } from "../../model/duration.ts";
import { usageError } from "../option-values.ts";

/** Reads `--since` and `--until`: `15m` ago, a Unix time, or a date. Returns Unix seconds. */
export function parseTime(flag: string, text: string | undefined, now: number): number | undefined {
  if (text === undefined) return undefined;
  if (/^\d{9,}(\.\d+)?$/.test(text)) return Number(text);
  const ago = parseDuration(text);
  if (ago !== undefined) return (now - toMilliseconds(ago)) / 1000;
  const date = /^\d{4}-\d{2}-\d{2}/.test(text) ? Date.parse(text) : Number.NaN;
  if (!Number.isNaN(date)) return date / 1000;
  throw usageError(
    flag,
    text,
    "is not a time",
    "Write a time such as 15m (ago), 2026-01-31T12:00:00Z, or a Unix time.",
  );
}
