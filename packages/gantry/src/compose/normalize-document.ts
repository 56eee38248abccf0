import { basename } from "node:path";
import type { PositionIndex } from "../model/position.ts";
import type { Service } from "../model/service.ts";
import type { Stack } from "../model/stack.ts";
import { finishStack } from "./finish-stack.ts";
import { fromPlain } from "./from-plain.ts";
import { child, mapping, textOf } from "./node.ts";
import { normaliseName } from "./project/project-name.ts";
import { composeFile } from "./schema/stack.ts";
import { startLoading } from "./start-loading.ts";
import { canonicalise } from "./steps/canonicalise.ts";
import { defaultBuildContexts } from "./steps/default-build-contexts.ts";
import { resolvePaths } from "./steps/resolve-paths.ts";

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
 * env files read. There is no interpolation: a `$` stands for itself. `include` and `extends` are not followed.
 *
 * @throws UserError `config` with every finding, path first.
 */
export function normalizeDocument(document: ComposeDocument, options: NormalizeDocumentOptions): NormalizedDocument {
  const { directory, variables = {}, profiles = [], positions } = options;
  const loading = startLoading({ cwd: directory, home: variables["HOME"] });
  const canonical = canonicalise(fromPlain(document, positions), composeFile, [], loading.findings);
  loading.findings.throwIfFound();
  const model = canonical?.kind === "mapping" ? canonical : mapping([]);
  const resolved = resolvePaths(defaultBuildContexts(model), composeFile, { directory, home: loading.home });
  const name = options.name ?? textOf(child(resolved, "name")) ?? normaliseName(basename(directory));
  const { stack, inactive } = finishStack(resolved, { name, variables, profiles }, loading);
  return { stack, inactive, warnings: [...loading.warnings] };
}
