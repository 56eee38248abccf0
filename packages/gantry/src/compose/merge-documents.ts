import { Findings } from "./findings.ts";
import { fromPlain } from "./from-plain.ts";
import type { ComposeDocument } from "./normalize-document.ts";
import { writeDocument } from "./print-compose.ts";
import { composeFile } from "./schema/stack.ts";
import { canonicalise } from "./steps/canonicalise.ts";
import { merge, settle } from "./steps/merge.ts";
import { toPlain } from "./to-plain.ts";

/**
 * Lays one Compose document over another by the merge rules of the Compose Specification. Neither is changed; the result is in long
 * syntax, which `normalizeDocument` reads as any other.
 *
 * @throws UserError `config` when one of them is no Compose document.
 * @see https://github.com/compose-spec/compose-spec/blob/main/13-merge.md
 */
export function mergeDocuments(base: ComposeDocument, override: ComposeDocument): ComposeDocument {
  const findings = new Findings();
  const first = canonicalise(fromPlain(base), composeFile, [], findings);
  const second = canonicalise(fromPlain(override), composeFile, [], findings);
  const merged = first && second ? merge(settle(first), second, composeFile, [], findings) : undefined;
  findings.throwIfFound();
  return merged ? writeDocument(toPlain(merged) as ComposeDocument) : {};
}
