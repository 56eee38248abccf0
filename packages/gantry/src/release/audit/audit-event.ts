import * as z from "zod";

/** Something that was done to a stack. Never holds a secret's value. */
export const auditEvent = z.object({
  /** ISO 8601, by the clock of who did it. */
  at: z.string(),
  /** `anna@laptop`. */
  who: z.string(),
  /** `deploy r42`, `maintenance on`, `unlock`. */
  what: z.string(),
  outcome: z.enum(["done", "failed", "rolled-back", "interrupted"]),
  release: z.number().int().optional(),
  commit: z.string().optional(),
  milliseconds: z.number().optional(),
  /** One line more: why it failed, what was interrupted. */
  detail: z.string().optional(),
});

export type AuditEvent = z.infer<typeof auditEvent>;
