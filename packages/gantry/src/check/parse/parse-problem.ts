import type { Place } from "../place.ts";

/** Why a file, or a part of it, could not be read. */
export interface ParseProblem {
  readonly at: Place;
  readonly message: string;
}
