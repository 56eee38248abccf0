import type { Position } from "../model/position.ts";

/**
 * Where something stands: a file of the repository, relative to its root with `/`, line and column from 1. The end is exclusive; without one,
 * reports show the word or quoted text that begins there.
 */
export interface Place extends Position {
  readonly endLine?: number;
  readonly endColumn?: number;
}

/** Files by name, then lines, then columns. */
export const comparePlaces = (a: Position, b: Position): number =>
  a.file === b.file ? a.line - b.line || a.column - b.column : a.file < b.file ? -1 : 1;
