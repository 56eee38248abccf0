import type { Service } from "../model/service.ts";
import type { PositionIndex } from "../model/position.ts";
import type { Stack } from "../model/stack.ts";

/** A Compose file's content as plain data: mappings, sequences and scalars, in short or long syntax. */
export type ComposeDocument = Record<string, unknown>;

export interface NormalizeDocumentOptions {
  /** Absolute path of the folder that relative paths count from. */
  directory: string;
  /** The project's name, over the document's own `name`. Default: that one, then the folder's name. */
  name?: string | undefined;
  /** What environment entries without a value, and env files, resolve from. Default: nothing. */
  variables?: Readonly<Record<string, string>> | undefined;
  /** Active profiles; `"*"` is all of them. Default: none. */
  profiles?: readonly string[] | undefined;
  /** Where the values were written, for errors. */
  positions?: PositionIndex | undefined;
}

export interface NormalizedDocument {
  stack: Stack;
  /** Services left out because none of their profiles is active. */
  inactive: Record<string, Service>;
  /** Sentences for the user that are no errors. */
  warnings: string[];
}

/**
 * Validates a Compose document and brings it to its normalised form: long syntax, defaults and implicit names filled in,
 * env files read. There is no interpolation: a `$` stands for itself.
 *
 * @throws UserError `config` with every finding, path first.
 */
export function normalizeDocument(_document: ComposeDocument, _options: NormalizeDocumentOptions): NormalizedDocument {
  throw new Error("not there yet");
}
