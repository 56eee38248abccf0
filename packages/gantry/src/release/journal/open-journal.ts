import type { Lock } from "../lock/lock.ts";
import { decodeDocument, encodeDocument } from "../state/document.ts";
import type { StateStore } from "../state/state-store.ts";
import type { Journal } from "./journal.ts";
import { advanceEntry, beginEntry, endEntry, noteFacts } from "./journal-changes.ts";
import { type DeployIntent, type JournalEntry, journalEntry } from "./journal-entry.ts";

const RECORD = "journal";

type Confirm = Pick<Lock, "confirm">;

/** The last deploy, ended or not; undefined before the first. Needs no lock. */
export async function readJournal(state: StateStore): Promise<JournalEntry | undefined> {
  const content = await state.read(RECORD);
  return content && decodeDocument(RECORD, content, journalEntry);
}

/**
 * Begins a deploy's journal.
 * @throws Error when an unfinished deploy is there: resume its journal, and end it, first.
 */
export async function beginJournal(state: StateStore, lock: Confirm, intent: DeployIntent): Promise<Journal> {
  const last = await readJournal(state);
  if (last !== undefined && last.ended === undefined) {
    throw new Error(`the journal of release ${last.release} has not ended`);
  }
  const entry = beginEntry(intent);
  await lock.confirm();
  const sequence = await state.write(RECORD, encodeDocument(entry));
  return createJournal(state, lock, { entry, sequence });
}

/** The journal of a deploy that was begun and never ended, to go on with; undefined when there is none. */
export async function resumeJournal(state: StateStore, lock: Confirm): Promise<Journal | undefined> {
  const entry = await readJournal(state);
  return entry === undefined || entry.ended !== undefined ? undefined : createJournal(state, lock, { entry });
}

function createJournal(state: StateStore, lock: Confirm, last: { entry: JournalEntry; sequence?: number }): Journal {
  let { entry, sequence } = last;
  const write = async (next: JournalEntry) => {
    await lock.confirm();
    sequence = await state.write(RECORD, encodeDocument(next), { follows: sequence });
    entry = next;
  };
  const now = () => new Date().toISOString();
  return {
    get entry() {
      return entry;
    },
    advance: (step, facts) => write(advanceEntry(entry, { step, facts, at: now() })),
    note: (facts) => write(noteFacts(entry, facts)),
    end: (outcome, message) => write(endEntry(entry, { outcome, message, at: now() })),
  };
}
