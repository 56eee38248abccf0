import type { Encoding, Part, Reference } from "../reference.ts";
import type { RawMapping } from "../service-definition.ts";
import type { AssembledStack } from "./assemble-stack.ts";
import { describeNeed, findNeeds, type Need } from "./find-needs.ts";
import { mapTexts } from "./find-references.ts";

/** How the two ways of resolving write a value, and text that is only text. */
interface Writer {
  literal(text: string): string;
  variable(name: string, encoding: Encoding | undefined): string;
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
 */
export function resolveToInterpolation(assembled: AssembledStack): ResolvedDocuments {
  const needs = new Map(findNeeds(assembled).map((need) => [need.name, need]));
  return resolve(assembled, {
    literal: (text) => text.replaceAll("$", "$$$$"),
    variable: (name, encoding) => {
      const plain = interpolation(name, needs.get(name));
      return encoding === "url" ? `\${${name}_ENCODED:-${plain}}` : plain;
    },
  });
}

function interpolation(name: string, need: Need | undefined): string {
  if (need?.default !== undefined) return `\${${name}:-${need.default}}`;
  return `\${${name}:?${need ? describeNeed(need) : "needed"}}`;
}

function resolve({ document, overrides, keys, secretNames }: AssembledStack, writer: Writer): ResolvedDocuments {
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
  const replace = {
    reference: (reference: Reference) => reference.parts.map((part) => writePart(part, undefined)).join(""),
    literal: writer.literal,
  };
  const resolved = (value: RawMapping) => mapTexts(value, replace) as RawMapping;
  return { document: resolved(document), overrides: overrides.map(resolved) };
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
