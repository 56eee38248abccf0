import type { DeployIntent, JournalEntry, JournalFacts, JournalOutcome, JournalStep } from "./journal-entry.ts";

/**
 * The write-ahead journal of a stack: the last deploy, step by step. Each call is on the server's disk when it resolves. After a power
 * failure the last steps may be missing, so whoever goes on from a step must bear that it, and those after it, were begun.
 *
 * Writing needs the lock: each write confirms it first.
 */
export interface Journal {
  /** The deploy that was begun and not ended. */
  readUnfinished(): Promise<JournalEntry | undefined>;
  /** @throws Error when an unfinished deploy is there: it must be ended first. */
  begin(intent: DeployIntent): Promise<JournalEntry>;
  /** Notes that a step is about to begin, and facts that have become known; each given fact replaces the one before. */
  advance(step: JournalStep, facts?: Partial<JournalFacts>): Promise<JournalEntry>;
  /** Notes facts only. */
  note(facts: Partial<JournalFacts>): Promise<JournalEntry>;
  end(outcome: JournalOutcome, message?: string): Promise<JournalEntry>;
}
