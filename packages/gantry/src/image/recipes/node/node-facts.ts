import type { JavascriptFacts } from "../javascript/javascript-facts.ts";

export interface NodeFacts extends JavascriptFacts {
  recipe: "node";
  /** The program that runs in the end, started in `app`. */
  start: readonly string[];
  /** What the build writes, relative to the context, the workspace packages' output included. Empty: the sources run as they are. */
  output: readonly string[];
}
