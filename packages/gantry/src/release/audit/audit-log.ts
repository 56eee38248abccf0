import type { AuditEvent } from "./audit-event.ts";

/** Who did what to a stack: the newest 400 to 500 events. Whoever appends holds the lock. */
export interface AuditLog {
  append(event: AuditEvent): Promise<void>;
  /** Newest first. */
  list(options?: { limit?: number }): Promise<AuditEvent[]>;
}
