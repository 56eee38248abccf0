import { stringify } from "yaml";
import { formatDuration } from "../model/duration.ts";
import type { Service } from "../model/service.ts";
import type { Stack } from "../model/stack.ts";
import { keyShape } from "./schema/common.ts";
import type { DictionaryShape, MappingShape, Shape } from "./schema/shape.ts";
import { composeFile } from "./schema/stack.ts";

interface Style {
  /** Only what `docker compose config --format json` prints, under the names that it has there. */
  json: boolean;
  /** Each `$` is written `$$`: the reader interpolates, and the texts are final. */
  escape: boolean;
}

export interface PrintComposeOptions {
  /** The texts are as before interpolation (`LoadedStack.uninterpolated`): they are written as they are. Default: false. */
  uninterpolated?: boolean | undefined;
}

/**
 * The model in exactly the shape of `docker compose config --format json`: durations as `1m30s`, sizes as text, `$` as `$$`,
 * extensions only at the top. Gantry's own stand under `x-gantry`, of the file and of services.
 */
export function toComposeObject(stack: Stack, options: PrintComposeOptions = {}): Record<string, unknown> {
  return printStack(stack, { json: true, escape: options.uninterpolated !== true });
}

/**
 * The stack as a Compose file that Docker Compose reads back as the same model.
 * It stands for itself: values are resolved, paths absolute.
 */
export function printCompose(stack: Stack, options: PrintComposeOptions = {}): string {
  const { name, ...document } = printStack(stack, { json: false, escape: options.uninterpolated !== true });
  // Docker Compose reads some of YAML 1.1 too, such as dates: what that would take for anything but text is quoted.
  return stringify({ name, ...document }, { version: "1.1", lineWidth: 0, aliasDuplicateObjects: false });
}

/** A canonical document in texts that are read back as it: durations and sizes with their units. */
export function writeDocument(document: Record<string, unknown>): Record<string, unknown> {
  return printValue(document, composeFile, { json: false, escape: false }) as Record<string, unknown>;
}

function printStack(stack: Stack, style: Style): Record<string, unknown> {
  const services = Object.entries(stack.services).map(([name, service]) => [
    name,
    style.json
      ? { ...service, command: service.command ?? null, entrypoint: service.entrypoint ?? null }
      : withoutInactive(service, stack),
  ]);
  const printed = printValue({ ...stack, services: Object.fromEntries(services) }, composeFile, style);
  return { services: {}, ...(printed as Record<string, unknown>) };
}

/** The service without optional dependencies on services that are not in the stack: a file that has them is refused. */
function withoutInactive(service: Service, { services }: Stack): Service {
  const { depends_on: dependencies, ...rest } = service;
  const kept = Object.entries(dependencies ?? {}).filter(([name]) => Object.hasOwn(services, name));
  return kept.length > 0 ? { ...rest, depends_on: Object.fromEntries(kept) } : rest;
}

function printValue(value: unknown, shape: Shape, style: Style): unknown {
  if (value === undefined || value === null) return value;
  switch (shape.kind) {
    case "duration":
      return typeof value === "number" ? formatDuration(value) : value;
    case "bytes":
      // Compose reads no negative size from text, although it prints one.
      return typeof value === "number" && value < 0 && !style.json ? value : String(value);
    case "file-mode":
      return typeof value === "number" ? `0${value.toString(8)}` : value;
    case "choice":
      return style.json && shape.printed ? shape.printed(value) : printValue(value, shape.pickPlain(value), style);
    case "list":
      return Array.isArray(value) ? value.map((item) => printValue(item, shape.items, style)) : value;
    case "mapping":
    case "dictionary":
      return printMapping(value, shape, style);
    default:
      return escapeDollars(value, style);
  }
}

function printMapping(value: unknown, shape: MappingShape | DictionaryShape, style: Style): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (shape.kind === "dictionary" && shape.printedAsList) {
    return Object.entries(value).map(([key, item]) => escapeDollars(item === null ? key : `${key}=${item}`, style));
  }
  const defaults = (style.json && shape.kind === "mapping" && shape.printedDefaults) || {};
  const entries = Object.entries({ ...defaults, ...value }).flatMap(([key, item]): [string, unknown][] => {
    const inner = shape.kind === "dictionary" ? shape.values : keyShape(shape, key);
    if (item === undefined || !inner || (style.json && isUnprinted(key, inner, shape))) return [];
    const name = (style.json && shape.kind === "mapping" && shape.printedKeys?.[key]) || key;
    return [[printKey(name, style), printValue(item, inner, style)]];
  });
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Compose's JSON has the extensions of the file only; Gantry's own are printed everywhere. */
const isUnprinted = (key: string, inner: Shape, outer: Shape): boolean =>
  inner.unprinted === true || (inner.kind === "any" && outer !== composeFile && key.startsWith("x-"));

/** Text that is read back is interpolated, keys are not; Compose's JSON doubles the dollars of both. */
function escapeDollars(value: unknown, style: Style): unknown {
  if (!style.escape) return value;
  if (typeof value === "string") return value.replaceAll("$", "$$$$");
  if (Array.isArray(value)) return value.map((item) => escapeDollars(item, style));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [printKey(key, style), escapeDollars(item, style)]),
  );
}

const printKey = (key: string, style: Style): string =>
  style.json && style.escape ? key.replaceAll("$", "$$$$") : key;
