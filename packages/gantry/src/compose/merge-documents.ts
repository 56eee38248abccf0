import type { ComposeDocument } from "./normalize-document.ts";

/**
 * Lays one Compose document over another by the merge rules of the Compose Specification. Neither is changed.
 *
 * @see https://github.com/compose-spec/compose-spec/blob/main/13-merge.md
 */
export function mergeDocuments(_base: ComposeDocument, _override: ComposeDocument): ComposeDocument {
  throw new Error("not there yet");
}
