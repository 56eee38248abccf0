import type { Place } from "./place.ts";

export const severities = ["error", "warn", "info"] as const;

export type Severity = (typeof severities)[number];

/** One change of a file: the characters from `start` to `end` (offsets in the file's text, the end exclusive) become `text`. */
export interface TextEdit {
  readonly file: string;
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** How to mend a finding. */
export interface Fix {
  /** An imperative sentence without a full stop: `Ask 127.0.0.1 instead of localhost`. */
  readonly title: string;
  readonly edits: readonly TextEdit[];
  /** Needs a person's look: shown, but not applied by `--fix`. */
  readonly suggestion?: boolean;
}

/** The other place of a join, and what it has to do with the finding. */
export interface Related {
  readonly at: Place;
  readonly message: string;
}

/** What a rule yields. */
export interface Report {
  readonly at: Place;
  /** What is wrong with what stands there, a sentence with the names in quotes. */
  readonly message: string;
  /** Where it differs from the rule's. */
  readonly severity?: Severity;
  readonly related?: readonly Related[];
  /** How to mend this one, when the rule's own sentence is too general. */
  readonly advice?: string;
  /** Undefined when it cannot be written mechanically here. */
  readonly fix?: Fix | undefined;
}

/** A report with the rule that made it. */
export interface Finding extends Report {
  readonly rule: string;
  readonly severity: Severity;
  readonly related: readonly Related[];
}
