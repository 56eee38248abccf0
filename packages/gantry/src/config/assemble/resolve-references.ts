import { domainVariable } from "../../compose/environment/lay-variables.ts";
import type { Shape } from "../../compose/schema/shape.ts";
import { composeFile } from "../../compose/schema/stack.ts";
import type { Encoding, Part, Reference } from "../reference.ts";
import type { RawMapping } from "../service-definition.ts";
import type { AssembledStack } from "./assemble-stack.ts";
import { describeNeed, findNeeds, type Need } from "./find-needs.ts";
import { flatParts, mapTexts, type TextReplacement } from "./find-references.ts";
import { keepsVariables } from "./shape-within.ts";

/** How the two ways of resolving write a value, and text that is only text. */
interface Writer {
  literal(text: string): string;
  variable(name: string, encoding: Encoding | undefined): string;
  /** Writes a whole reference otherwise, by its place; undefined to write its parts. */
  whole?(reference: Reference, shape: Shape | undefined): string | undefined;
}

export interface ResolvedDocuments {
  document: RawMapping;
  overrides: RawMapping[];
}

/** The documents with each variable replaced by its value. */
export function resolveToValues(assembled: AssembledStack, values: ReadonlyMap<string, string>): ResolvedDocuments {
  return resolve(assembled, {
    literal: (text) => text,
    variable: (name, encoding) => encodeText(values.get(name) ?? "", encoding),
  });
}

/**
 * The documents as Compose interpolates them: variables are `${NAME:?what it is}` or `${NAME:-default}`, a `$` that stands for itself is `$$`.
 * Compose cannot encode a value for a URL, so there a second variable, `NAME_ENCODED`, goes before the first.
 *
 * @param known What variables are now: written where only a value can be read, as in a port mapping. A secret's never is.
 */
export function resolveToInterpolation(
  assembled: AssembledStack,
  known: Readonly<Record<string, string>> = {},
): ResolvedDocuments {
  const needs = new Map(findNeeds(assembled).map((need) => [need.name, need]));
  const declared = new Map(Object.entries(assembled.variables));
  const findValue = (name: string) => known[name] || needs.get(name)?.default;
  return resolve(assembled, {
    whole: (reference, shape) => {
      if (reference.holdsSecret || keepsVariables(shape)) return undefined;
      const names = flatParts(reference.parts).flatMap((part) => (part.type === "variable" ? [part.name] : []));
      if (names.some((name) => findValue(name) === undefined)) return undefined;
      const values = {
        literal: doubleDollars,
        variable: (name: string, encoding: Encoding | undefined) =>
          doubleDollars(encodeText(findValue(name) ?? "", encoding)),
      };
      return writeReference(reference, assembled, values);
    },
    literal: doubleDollars,
    variable: (name, encoding) => {
      // Nothing but the environment says what its domain is.
      const fixed = name === domainVariable ? assembled.domain : declared.get(name);
      if (fixed !== undefined && (name === domainVariable || !fitsDefault(fixed))) {
        return doubleDollars(encodeText(fixed, encoding));
      }
      const plain = interpolation(name, needs.get(name), fixed);
      return encoding === "url" ? `\${${name}_ENCODED:-${plain}}` : plain;
    },
  });
}

/** Compose would read anything else in it, or take it for no value. */
const fitsDefault = (value: string): boolean => value !== "" && !/[{}$]/.test(value);

function interpolation(name: string, need: Need | undefined, declared: string | undefined): string {
  if (declared !== undefined) return `\${${name}:-${declared}}`;
  if (need?.default !== undefined) return `\${${name}:-${need.default}}`;
  return `\${${name}:?${need ? describeNeed(need) : "needed"}}`;
}

const doubleDollars = (text: string): string => text.replaceAll("$", "$$$$");

function resolve(assembled: AssembledStack, writer: Writer): ResolvedDocuments {
  const replace: TextReplacement = {
    reference: (reference, shape) => writer.whole?.(reference, shape) ?? writeReference(reference, assembled, writer),
    literal: writer.literal,
  };
  const resolved = (value: RawMapping) => mapTexts(value, replace, composeFile) as RawMapping;
  return { document: resolved(assembled.document), overrides: assembled.overrides.map(resolved) };
}

function writeReference(
  { parts }: Reference,
  { keys, secretNames }: Pick<AssembledStack, "keys" | "secretNames">,
  writer: Writer,
): string {
  const writePart = (part: Part, encoding: Encoding | undefined): string => {
    switch (part.type) {
      case "literal":
        return writer.literal(encodeText(part.text, encoding));
      case "host":
        return keys.get(part.service) ?? "";
      case "port":
        return String(part.service.blueprint.port ?? "");
      case "secret":
        return writer.variable(secretNames.get(part.secret) ?? "UNNAMED", encoding);
      case "variable":
        return writer.variable(part.name, encoding);
      case "encoded":
        return part.parts.map((inner) => writePart(inner, part.encoding)).join("");
    }
  };
  return parts.map((part) => writePart(part, undefined)).join("");
}

/** The text, written so that it can stand where the encoding says. */
export function encodeText(text: string, encoding: Encoding | undefined): string {
  switch (encoding) {
    case "url":
      return encodeURIComponent(text).replaceAll(
        /[!'()*]/g,
        (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
      );
    case "redis":
      return text.replaceAll(/[\\"]/g, "\\$&").replaceAll("\n", "\\n");
    default:
      return text;
  }
}
