import { usageError } from "../option-values.ts";

/** `--scale web=3 --scale worker=2`. */
export function parseScale(values: readonly string[]): Record<string, number> {
  const scale: Record<string, number> = {};
  for (const value of values) {
    const match = /^([\w.-]+)=(\d{1,4})$/.exec(value);
    if (!match?.[1])
      throw usageError("--scale", value, "is not a service and a number", "Write service=number, such as web=3.");
    scale[match[1]] = Number(match[2]);
  }
  return scale;
}
