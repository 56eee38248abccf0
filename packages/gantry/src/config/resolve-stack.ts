import { mergeDocuments } from "../compose/merge-documents.ts";
import { type NormalizedDocument, normalizeDocument } from "../compose/normalize-document.ts";
import { dependencyGraph } from "../model/graph.ts";
import type { Stack } from "../model/stack.ts";
import type { ResolvedDocuments } from "./assemble/resolve-references.ts";
import { isMapping } from "./options/checks.ts";
import type { RawMapping } from "./service-definition.ts";

export interface ResolveStackOptions {
  /** Absolute path of the config's folder. */
  directory: string;
  /** The project's name. */
  name: string;
  variables: Readonly<Record<string, string>>;
  profiles: readonly string[];
  /** The documents' texts are as before interpolation. Default: false. */
  uninterpolated?: boolean | undefined;
}

/**
 * The resolved documents as one normalised stack.
 *
 * @throws UserError `config` for what Compose does not know, and for services that wait for each other in a circle.
 */
export function resolveStack(
  { document, overrides }: ResolvedDocuments,
  options: ResolveStackOptions,
): NormalizedDocument {
  const merged = overrides.reduce(mergeDocuments, document);
  const normalized = normalizeDocument(merged, options);
  dependencyGraph(normalized.stack);
  return options.uninterpolated ? { ...normalized, stack: escapeFound(normalized.stack, merged) } : normalized;
}

/** Values that were found in env files and the environment are final: their dollars are doubled, as in the rest of the stack. */
function escapeFound(stack: Stack, document: RawMapping): Stack {
  const services = Object.entries(stack.services).map(([key, service]) => {
    const written = writtenVariables(document, key);
    const environment = Object.entries(service.environment ?? {}).map(([name, value]) => [
      name,
      written.has(name) ? value : (value?.replaceAll("$", "$$$$") ?? null),
    ]);
    return [key, service.environment ? { ...service, environment: Object.fromEntries(environment) } : service];
  });
  return { ...stack, services: Object.fromEntries(services) };
}

/** The variables of a service that have their value in the document. */
function writtenVariables({ services }: RawMapping, key: string): Set<string> {
  const service = isMapping(services) ? services[key] : undefined;
  const environment = isMapping(service) ? service["environment"] : undefined;
  const texts = Array.isArray(environment) ? environment.map(String).filter((text) => text.includes("=")) : [];
  const pairs = Object.entries(isMapping(environment) ? environment : {}).filter(([, value]) => value !== null);
  return new Set([...texts.map((text) => text.split("=", 1)[0] ?? ""), ...pairs.map(([name]) => name)]);
}
