import type { Nanoseconds } from "./service.ts";

const unit: Record<string, number> = {
  ns: 1,
  us: 1e3,
  µs: 1e3,
  ms: 1e6,
  s: 1e9,
  m: 60e9,
  h: 3600e9,
  d: 86400e9,
  w: 604800e9,
};
const term = /(\d+(?:\.\d*)?|\.\d+)(ns|us|µs|ms|s|m|h|d|w)/y;

/** Milliseconds, for timers. */
export const toMilliseconds = (duration: Nanoseconds): number => duration / 1e6;

/** Nanoseconds from milliseconds. */
export const fromMilliseconds = (milliseconds: number): Nanoseconds => milliseconds * 1e6;

/**
 * Reads a duration as Go and the Compose Specification write it: `"90s"`, `"1m30s"`, `"1.5h"`, `"250ms"`, `"2d"`, `"1w"`.
 * Returns undefined for anything else, a bare number included: `"90"` names no unit.
 */
export function parseDuration(text: string): Nanoseconds | undefined {
  const negative = text.startsWith("-");
  const body = text.replace(/^[+-]/, "");
  if (body === "0") return 0;
  let total = 0;
  term.lastIndex = 0;
  while (term.lastIndex < body.length) {
    const match = term.exec(body);
    if (!match) return undefined;
    total += Number(match[1]) * (unit[match[2] ?? ""] ?? Number.NaN);
  }
  if (body === "" || !Number.isFinite(total)) return undefined;
  return negative ? -Math.round(total) : Math.round(total);
}

/** Writes a duration as Go does: `90s` becomes `1m30s`, one and a half seconds `1.5s`, nothing `0s`. */
export function formatDuration(duration: Nanoseconds): string {
  if (duration === 0) return "0s";
  const sign = duration < 0 ? "-" : "";
  const magnitude = Math.abs(duration);
  if (magnitude < 1e3) return `${sign}${magnitude}ns`;
  if (magnitude < 1e6) return `${sign}${decimal(magnitude, 1e3)}µs`;
  if (magnitude < 1e9) return `${sign}${decimal(magnitude, 1e6)}ms`;
  const hours = Math.floor(magnitude / 3600e9);
  const minutes = Math.floor((magnitude % 3600e9) / 60e9);
  const seconds = decimal(magnitude % 60e9, 1e9);
  if (hours > 0) return `${sign}${hours}h${minutes}m${seconds}s`;
  if (minutes > 0) return `${sign}${minutes}m${seconds}s`;
  return `${sign}${seconds}s`;
}

function decimal(value: number, scale: number): string {
  const whole = Math.floor(value / scale);
  const digits = Math.log10(scale);
  const fraction = String(Math.round(value % scale))
    .padStart(digits, "0")
    .replace(/0+$/, "");
  return fraction ? `${whole}.${fraction}` : String(whole);
}
