import {
  type DeployIntent,
  type JournalEntry,
  type JournalFacts,
  type JournalOutcome,
  type JournalStep,
  journalFacts,
} from "./journal-entry.ts";

/** What a journal is after each of its calls. An entry that has ended takes no further ones. */
export function beginEntry({ facts, ...intent }: DeployIntent): JournalEntry {
  return { ...intent, facts: journalFacts.parse(facts ?? {}), steps: [] };
}

export function advanceEntry(
  entry: JournalEntry,
  { step, facts, at }: { step: JournalStep; facts?: Partial<JournalFacts> | undefined; at: string },
): JournalEntry {
  checkOpen(entry);
  return { ...noteFacts(entry, facts), steps: [...entry.steps, { name: step, at }] };
}

export function noteFacts(entry: JournalEntry, facts: Partial<JournalFacts> = {}): JournalEntry {
  checkOpen(entry);
  return { ...entry, facts: { ...entry.facts, ...facts } };
}

export function endEntry(
  entry: JournalEntry,
  { outcome, message, at }: { outcome: JournalOutcome; message?: string | undefined; at: string },
): JournalEntry {
  checkOpen(entry);
  return { ...entry, ended: { at, outcome, ...(message !== undefined && { message }) } };
}

function checkOpen({ release, ended }: JournalEntry): void {
  if (ended !== undefined) throw new Error(`the journal of release ${release} has ended`);
}
