import type { Bytes } from "./service.ts";

const exponent: Record<string, number> = { "": 0, b: 0, k: 1, m: 2, g: 3, t: 4, p: 5 };

/**
 * Reads a size as the Compose Specification writes it: a number of bytes, or one with a unit of 1024, such as `"256m"`, `"1.5gb"`, `"64KiB"`.
 * Returns undefined for anything else.
 */
export function parseBytes(text: string): Bytes | undefined {
  const match = /^(-?\d+(?:\.\d+)?) ?(?:([kmgtp])(i?b)?|(b))?$/i.exec(text.trim());
  if (!match) return undefined;
  const scale = exponent[(match[2] ?? "").toLowerCase()];
  return scale === undefined ? undefined : Math.trunc(Number(match[1]) * 1024 ** scale);
}

/** For people: `256 MiB`, `1.5 GiB`, `312 B`. */
export function formatBytes(bytes: Bytes): string {
  const units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"];
  let value = bytes;
  let step = 0;
  while (Math.abs(value) >= 1024 && step < units.length - 1) {
    value /= 1024;
    step += 1;
  }
  const digits = step === 0 || Math.abs(value) >= 100 ? 0 : 1;
  return `${value.toFixed(digits).replace(/\.0$/, "")} ${units[step]}`;
}
