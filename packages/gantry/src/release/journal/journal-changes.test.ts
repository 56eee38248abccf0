import { expect, test } from "vitest";
import { advanceEntry, beginEntry, endEntry, noteFacts } from "./journal-changes.ts";
import { journalEntry } from "./journal-entry.ts";

const intent = { release: 42, kind: "deploy", by: "anna@laptop", began: "2026-05-01T14:03:22.000Z" } as const;
const at = "2026-05-01T14:03:25.000Z";
const targets = { proxy: { before: { web: "web-r41" }, after: { web: "web-r42" } } };

test("a journal tells of the steps in their order, and of what was found out on the way", () => {
  let entry = beginEntry({ ...intent, facts: { migrated: ["api"] } });
  entry = advanceEntry(entry, { step: "start", at });
  entry = advanceEntry(entry, { step: "switch", facts: { targets }, at });
  entry = noteFacts(entry, { migrated: ["api", "web"] });
  expect(entry.steps.map(({ name }) => name)).toEqual(["start", "switch"]);
  expect(entry.facts).toEqual({ targets, containers: {}, migrated: ["api", "web"] });
  expect(journalEntry.parse(JSON.parse(JSON.stringify(entry)))).toEqual(entry);
});

test("a journal that has ended takes no further steps", () => {
  const ended = endEntry(beginEntry(intent), { outcome: "deployed", at });
  expect(ended.ended).toEqual({ at, outcome: "deployed" });
  expect(() => advanceEntry(ended, { step: "drain", at })).toThrow("the journal of release 42 has ended");
  expect(() => noteFacts(ended, {})).toThrow("has ended");
  expect(() => endEntry(ended, { outcome: "failed", at })).toThrow("has ended");
});
