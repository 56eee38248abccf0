import { parseBytes } from "../../model/bytes.ts";
import { parseDuration } from "../../model/duration.ts";
import type { Issue } from "../../model/error.ts";
import { formatPath, type ModelPath } from "../../model/position.ts";
import { nearest } from "../../model/suggest.ts";
import { Reference } from "../reference.ts";

/** Looks at one value and says what is wrong with it. */
export type Check = (value: unknown, path: ModelPath, report: Report) => void;

/** What each option of a mapping may be. */
export type Checks = Readonly<Record<string, Check>>;

/** Takes what is wrong at `path`. */
export type Report = (path: ModelPath, message: string, fix?: string) => void;

/** Collects into `issues`, each message with its path first. */
export function reportInto(issues: Issue[]): Report {
  return (path, message, fix) => issues.push({ message: `${formatPath(path)}: ${message}`, ...(fix ? { fix } : {}) });
}

/** A mapping with known options. Those that are undefined count as absent. */
export function options(checks: Checks, required: readonly string[] = []): Check {
  return (value, path, report) => {
    if (!isMapping(value)) return report(path, `${show(value)} is not an object of options.`);
    for (const [key, entry] of Object.entries(value)) {
      const check = Object.hasOwn(checks, key) ? checks[key] : undefined;
      if (!check) {
        const guess = nearest(key, Object.keys(checks));
        const known = Object.keys(checks).join(", ");
        report([...path, key], "unknown option.", guess ? `Did you mean "${guess}"?` : `Known here: ${known}.`);
      } else if (entry !== undefined) {
        check(entry, [...path, key], report);
      }
    }
    for (const key of required) {
      if (value[key] === undefined) report([...path, key], "missing.");
    }
  };
}

/** A mapping with keys of the user's own. */
export function record(check: Check, key?: { pattern: RegExp; meaning: string }): Check {
  return (value, path, report) => {
    if (!isMapping(value)) return report(path, `${show(value)} is not an object.`);
    for (const [name, entry] of Object.entries(value)) {
      if (key && !key.pattern.test(name)) report([...path, name], `${show(name)} is not ${key.meaning}.`);
      if (entry !== undefined) check(entry, [...path, name], report);
    }
  };
}

export function list(check: Check, minimum = 0): Check {
  return (value, path, report) => {
    if (!Array.isArray(value)) return report(path, `${show(value)} is not a list.`, 'Write it in brackets: ["…"].');
    if (value.length < minimum) report(path, "an empty list.");
    for (const [index, entry] of value.entries()) check(entry, [...path, index], report);
  };
}

/** A string; numbers are named, because `16` for `"16"` is the usual slip. */
export const string: Check = (value, path, report) => {
  if (typeof value === "number") report(path, `${value} is a number.`, `Write it as text: "${value}".`);
  else if (typeof value !== "string") report(path, `${show(value)} is not a text.`);
  else if (value === "") report(path, "an empty text.");
};

/** A string of a certain form. */
export function matching(pattern: RegExp, meaning: string, example: string): Check {
  return (value, path, report) => {
    if (typeof value !== "string") return string(value, path, report);
    if (!pattern.test(value)) report(path, `${show(value)} is not ${meaning}.`, `Write it as in "${example}".`);
  };
}

/** A string, number, boolean or reference. */
export const textValue: Check = (value, path, report) => {
  if (["string", "number", "boolean"].includes(typeof value) || value instanceof Reference) return;
  report(path, `${show(value)} is not a text, a number, or a reference such as db.url.`);
};

/** A string or a reference without a secret in it: it ends where others can read it. */
export function openText(reason: string, fix = 'Pass it in "env".'): Check {
  return (value, path, report) => {
    if (!(value instanceof Reference)) return string(value, path, report);
    if (value.holdsSecret) report(path, `a secret may not stand here: ${reason}.`, fix);
  };
}

/** A reference to a secret. What stands in its place is not shown: it may be the secret itself. */
export const credential: Check = (value, path, report) => {
  if (value instanceof Reference && value.holdsSecret) return;
  report(path, "a password is not written in the config.", "Use secret(), or leave it out to have one generated.");
};

export const boolean: Check = (value, path, report) => {
  if (typeof value !== "boolean") report(path, `${show(value)} is neither true nor false.`);
};

export function integer(minimum: number, maximum = Number.MAX_SAFE_INTEGER): Check {
  const range = maximum === Number.MAX_SAFE_INTEGER ? `from ${minimum} up` : `from ${minimum} to ${maximum}`;
  return (value, path, report) => {
    const fits = typeof value === "number" && Number.isInteger(value) && value >= minimum && value <= maximum;
    const quoted = typeof value === "string" && /^\d+$/.test(value);
    if (!fits) {
      report(path, `${show(value)} is not a whole number ${range}.`, quoted ? "Write it without quotes." : undefined);
    }
  };
}

export const port = integer(1, 65535);

export const positive: Check = (value, path, report) => {
  const fits = typeof value === "number" && Number.isFinite(value) && value > 0;
  if (!fits) report(path, `${show(value)} is not a number above 0.`);
};

export const duration: Check = (value, path, report) => {
  const parsed = typeof value === "string" ? parseDuration(value) : undefined;
  if (parsed !== undefined && parsed >= 0) return;
  const example = /^\d+$/.test(String(value)) ? `${value}s` : "90s";
  report(path, `${show(value)} is not a duration.`, `Write a number with a unit, such as "${example}".`);
};

export const size: Check = (value, path, report) => {
  const parsed = typeof value === "string" && !/^\d+$/.test(value) ? parseBytes(value) : undefined;
  if (parsed !== undefined && parsed > 0) return;
  report(path, `${show(value)} is not a size.`, 'Write a number with a unit, such as "512m" or "1g".');
};

export function oneOf(...allowed: readonly string[]): Check {
  const choices = allowed.map((choice) => JSON.stringify(choice)).join(", ");
  return (value, path, report) => {
    if (typeof value === "string" && allowed.includes(value)) return;
    const guess = typeof value === "string" ? nearest(value, allowed) : undefined;
    report(path, `${show(value)} is not one of ${choices}.`, guess ? `Did you mean "${guess}"?` : undefined);
  };
}

/** `false`, or what `check` allows. */
export function orFalse(check: Check): Check {
  return (value, path, report) => (value === false ? undefined : check(value, path, report));
}

/** A text by itself, or what `check` allows. */
export function orString(check: Check): Check {
  return (value, path, report) =>
    typeof value === "string" ? string(value, path, report) : check(value, path, report);
}

/** A number, true, false, or what `check` allows. */
export function orScalar(check: Check): Check {
  return (value, path, report) => {
    if (typeof value === "number" || typeof value === "boolean" || value === "") return;
    check(value, path, report);
  };
}

/** Any mapping; what it may hold is for others to say. */
export const mapping: Check = (value, path, report) => {
  if (!isMapping(value)) report(path, `${show(value)} is not an object.`);
};

/** True for an object that was written in braces. */
export function isMapping(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** A value as it may stand in a message. */
export function show(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value.length > 60 ? `${value.slice(0, 59)}…` : value);
  if (Array.isArray(value)) return "a list";
  if (value instanceof Reference) return "a reference";
  if (typeof value === "object" && value !== null) return "an object";
  if (typeof value === "function") return "a function";
  return String(value);
}
