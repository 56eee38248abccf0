import type { Scalar } from "../node.ts";
import { formatFloat } from "./format-float.ts";

export interface ResolvedScalar {
  value: Scalar;
  text?: string;
}

const words: ReadonlyMap<string, Scalar> = new Map<string, Scalar>([
  ...["", "~", "null", "Null", "NULL"].map((word) => [word, null] as const),
  ...["true", "True", "TRUE"].map((word) => [word, true] as const),
  ...["false", "False", "FALSE"].map((word) => [word, false] as const),
]);

const infinities: ReadonlyMap<string, number> = new Map([
  ...[".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"].map((word) => [word, Number.POSITIVE_INFINITY] as const),
  ...["-.inf", "-.Inf", "-.INF"].map((word) => [word, Number.NEGATIVE_INFINITY] as const),
  ...[".nan", ".NaN", ".NAN"].map((word) => [word, Number.NaN] as const),
]);

const integer = /^[-+]?(?:0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO]?[0-7]+|0|[1-9][0-9]*)$/;
const float = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;
const timestamp =
  /^\d{4}-\d{1,2}-\d{1,2}(?:(?:[Tt]|[ \t]+)\d{1,2}:\d{1,2}:\d{1,2}(?:\.\d*)?(?:[ \t]*(?:Z|[-+]\d{1,2}(?::\d{2})?))?)?$/;

/**
 * The value of an unquoted scalar, as the YAML reader of Docker Compose understands it: numbers, `true` and `false`, `null`, dates,
 * and octal numbers in both notations. `yes` and `on` are text.
 */
export function resolveScalar(source: string): ResolvedScalar {
  const word = words.get(source);
  if (word !== undefined) return { value: word };
  if (!/^[-+.0-9]/.test(source)) return { value: source };
  const infinity = infinities.get(source);
  if (infinity !== undefined) return { value: infinity, text: formatFloat(infinity) };
  const digits = source.replaceAll("_", "");
  if (integer.test(digits)) return resolveInteger(digits);
  if (float.test(digits)) return { value: Number(digits), text: formatFloat(Number(digits)) };
  if (timestamp.test(source)) {
    const date = new Date(source.length <= 10 ? `${source}T00:00:00Z` : source);
    if (!Number.isNaN(date.getTime())) return { value: date, text: source };
  }
  return { value: source };
}

function resolveInteger(digits: string): ResolvedScalar {
  const negative = digits.startsWith("-");
  const body = digits.replace(/^[-+]/, "");
  const octal = /^0[0-7]/.test(body) ? `0o${body.slice(1)}` : body;
  const magnitude = BigInt(octal);
  const value = negative ? -magnitude : magnitude;
  if (value > 0xffff_ffff_ffff_ffffn || value < -0x8000_0000_0000_0000n) {
    return { value: Number(value), text: formatFloat(Number(value)) };
  }
  return { value: Number.isSafeInteger(Number(value)) ? Number(value) : value };
}
