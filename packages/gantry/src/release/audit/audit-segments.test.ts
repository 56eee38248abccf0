import fc from "fast-check";
import { expect, test } from "vitest";
import type { AuditEvent } from "./audit-event.ts";
import { type AuditSegment, appendEvent, listEvents } from "./audit-segments.ts";

const event = (number: number): AuditEvent => ({
  at: "2026-05-01T14:03:22.000Z",
  who: "anna@laptop",
  what: `deploy r${number}`,
  outcome: "done",
});

/** Appends so many events, as to a state volume. */
function appendAll(count: number): Map<string, AuditSegment> {
  const records = new Map<string, AuditSegment>();
  for (let number = 1; number <= count; number++) {
    const { record, segment } = appendEvent([...records.values()], event(number));
    records.set(record, segment);
  }
  return records;
}

test("events are listed newest first, the newest 400 at the least, in five records at the most", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1300 }), (count) => {
      const records = appendAll(count);
      const listed = listEvents([...records.values()]);
      expect(listed).toEqual(Array.from({ length: listed.length }, (_, index) => event(count - index)));
      expect(listed.length).toBeGreaterThanOrEqual(Math.min(count, 400));
      expect(listed.length).toBeLessThanOrEqual(500);
      expect([...records.keys()].every((name) => ["0", "1", "2", "3", "4"].includes(name))).toBe(true);
    }),
    { numRuns: 30 },
  );
});

test("one append writes the record of the newest events only", () => {
  const records = appendAll(650);
  expect(appendEvent([...records.values()], event(651))).toMatchObject({ record: "1", segment: { start: 600 } });
});

test("a long detail is cut", () => {
  const { segment } = appendEvent([], { ...event(1), detail: "x".repeat(5000) });
  expect(segment.events[0]?.detail).toHaveLength(500);
});
