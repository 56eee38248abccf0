import type { ModelPath } from "../../model/position.ts";
import type { Draft } from "../service-definition.ts";
import type { FoundReference } from "./find-references.ts";

/** A service on its way into the document. */
export interface Site {
  key: string;
  /** Where the user wrote it. */
  path: ModelPath;
  draft: Draft;
  references: readonly FoundReference[];
}
