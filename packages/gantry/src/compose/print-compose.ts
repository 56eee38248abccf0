import { stringify } from "yaml";
import { formatDuration } from "../model/duration.ts";
import type { Stack } from "../model/stack.ts";
import { keyShape } from "./schema/common.ts";
import type { DictionaryShape, MappingShape, Shape } from "./schema/shape.ts";
import { composeFile } from "./schema/stack.ts";

interface Style {
  /** Only what `docker compose config --format json` prints, under the names that it has there. */
  json: boolean;
}

/**
 * The model in exactly the shape of `docker compose config --format json`: durations as `1m30s`, sizes as text, `$` as `$$`,
 * extensions only at the top. Gantry's own stand under `x-gantry`, of the file and of services.
 */
export function toComposeObject(stack: Stack): Record<string, unknown> {
  return printStack(stack, { json: true });
}

/**
 * The stack as a Compose file that Docker Compose reads back as the same model.
 * It stands for itself: values are resolved, paths absolute.
 */
export function printCompose(stack: Stack): string {
  return stringify(printStack(stack, { json: false }), { lineWidth: 0, aliasDuplicateObjects: false });
}

function printStack(stack: Stack, style: Style): Record<string, unknown> {
  const services = Object.entries(stack.services).map(([name, service]) => [
    name,
    style.json ? { ...service, command: service.command ?? null, entrypoint: service.entrypoint ?? null } : service,
  ]);
  const printed = printValue({ ...stack, services: Object.fromEntries(services) }, composeFile, style);
  return { services: {}, ...(printed as Record<string, unknown>) };
}

function printValue(value: unknown, shape: Shape, style: Style): unknown {
  if (value === undefined || value === null) return value;
  switch (shape.kind) {
    case "duration":
      return typeof value === "number" ? formatDuration(value) : value;
    case "bytes":
      return String(value);
    case "file-mode":
      return typeof value === "number" ? `0${value.toString(8)}` : value;
    case "choice":
      return printValue(value, shape.pickPlain(value), style);
    case "list":
      return Array.isArray(value) ? value.map((item) => printValue(item, shape.items, style)) : value;
    case "mapping":
    case "dictionary":
      return printMapping(value, shape, style);
    default:
      return escapeDollars(value);
  }
}

function printMapping(value: unknown, shape: MappingShape | DictionaryShape, style: Style): unknown {
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).flatMap(([key, item]): [string, unknown][] => {
    const inner = shape.kind === "dictionary" ? shape.values : keyShape(shape, key);
    if (item === undefined || !inner || (style.json && isUnprinted(key, inner, shape))) return [];
    const name = (style.json && shape.kind === "mapping" && shape.printedKeys?.[key]) || key;
    return [[escapeDollars(name) as string, printValue(item, inner, style)]];
  });
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Compose's JSON has the extensions of the file only; Gantry's own are printed everywhere. */
const isUnprinted = (key: string, inner: Shape, outer: Shape): boolean =>
  inner.unprinted === true || (inner.kind === "any" && outer !== composeFile && key.startsWith("x-"));

/** Text that is read back gets interpolated. */
function escapeDollars(value: unknown): unknown {
  if (typeof value === "string") return value.replaceAll("$", "$$$$");
  if (Array.isArray(value)) return value.map(escapeDollars);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [escapeDollars(key) as string, escapeDollars(item)]),
  );
}
