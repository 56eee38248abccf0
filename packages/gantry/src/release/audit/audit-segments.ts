import * as z from "zod";
import { type AuditEvent, auditEvent } from "./audit-event.ts";

/** Events lie in so many records, each of so many events; the oldest record is overwritten. */
const SEGMENTS = 5;
const SEGMENT_SIZE = 100;
const DETAIL_LENGTH = 500;

/** A run of events, oldest first. */
export const auditSegment = z.object({
  /** How many events there were before the first of these, since the log began. */
  start: z.number().int().nonnegative(),
  events: z.array(auditEvent),
});

export type AuditSegment = z.infer<typeof auditSegment>;

/** The record that an event goes to, and what that record is then. */
export function appendEvent(
  segments: readonly AuditSegment[],
  event: AuditEvent,
): { record: string; segment: AuditSegment } {
  const bounded = boundDetail(event);
  const last = newestFirst(segments)[0] ?? { start: 0, events: [] };
  const segment =
    last.events.length < SEGMENT_SIZE
      ? { ...last, events: [...last.events, bounded] }
      : { start: last.start + SEGMENT_SIZE, events: [bounded] };
  return { record: String((segment.start / SEGMENT_SIZE) % SEGMENTS), segment };
}

/** Every event, newest first. */
export function listEvents(segments: readonly AuditSegment[]): AuditEvent[] {
  return newestFirst(segments).flatMap(({ events }) => events.toReversed());
}

function newestFirst(segments: readonly AuditSegment[]): AuditSegment[] {
  return segments.toSorted((a, b) => b.start - a.start);
}

function boundDetail(event: AuditEvent): AuditEvent {
  const { detail } = event;
  if (detail === undefined || detail.length <= DETAIL_LENGTH) return event;
  return { ...event, detail: `${detail.slice(0, DETAIL_LENGTH - 1)}…` };
}
