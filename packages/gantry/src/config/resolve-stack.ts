import { mergeDocuments } from "../compose/merge-documents.ts";
import { type NormalizedDocument, normalizeDocument } from "../compose/normalize-document.ts";
import { dependencyGraph } from "../model/graph.ts";
import type { ResolvedDocuments } from "./assemble/resolve-references.ts";

export interface ResolveStackOptions {
  /** Absolute path of the config's folder. */
  directory: string;
  /** The project's name. */
  name: string;
  variables: Readonly<Record<string, string>>;
  profiles: readonly string[];
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
  return normalized;
}
