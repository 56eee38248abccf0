import type { JournalEntry, JournalFacts, JournalOutcome, JournalStep } from "./journal-entry.ts";

/**
 * The write-ahead journal of a deploy that is under way. What a call writes is on the server when it resolves. After a power
 * failure the last steps may be missing, so whoever goes on from a step must bear that it, and those after it, were begun.
 *
 * Each write confirms the lock first.
 */
export interface Journal {
  /** As it was last written. */
  readonly entry: JournalEntry;
  /** Notes that a step is about to begin, and facts that have become known: each replaces the one of its name. */
  advance(step: JournalStep, facts?: Partial<JournalFacts>): Promise<void>;
  /** Notes facts only. */
  note(facts: Partial<JournalFacts>): Promise<void>;
  /** Nothing can be written afterwards. */
  end(outcome: JournalOutcome, message?: string): Promise<void>;
}
