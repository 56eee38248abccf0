import type { Expression } from "../print/expression.ts";

/** A `gantry.config.ts` as data. */
export interface ConfigDraft {
  /** Lines at the top of the file. */
  header: readonly string[];
  /** Names of the stack's context that it takes: `({ env: variables }) => …`. */
  context?: string;
  /** Services in the order in which they are made: each only refers to those before it. */
  constants: readonly DraftConstant[];
  /** What the stack is: `name`, `services`, `proxy`, `environments`, `compose`. */
  stack: Expression;
}

/** `const db = postgres({ … });` */
export interface DraftConstant {
  name: string;
  value: Expression;
  /** Lines above it. */
  comments: readonly string[];
}
