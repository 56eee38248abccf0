import * as z from "zod";
import { payloadReference } from "../ledger/release-record.ts";

/** The steps of a deploy, those that undo one included. A step is written down before it is begun. */
export const journalStep = z.enum([
  "ship",
  "start",
  "switch",
  "watch",
  "drain",
  "stop",
  "record",
  "switch-back",
  "remove-new",
]);

/** What each managed service's requests go to: `{ web: "web-r42" }`. */
const targets = z.record(z.string(), z.string());

/** All that is needed to finish a deploy or to undo it, by whoever finds it unfinished. */
export const journalFacts = z.object({
  /** By the proxy's service: where its upstreams pointed, and where they are to point. */
  targets: z.record(z.string(), z.object({ before: targets, after: targets })).default({}),
  /** By service: the containers that are to go once the release is proven, and the names of those that come. */
  containers: z
    .record(
      z.string(),
      z.object({ old: z.array(z.object({ id: z.string(), name: z.string() })), new: z.array(z.string()) }),
    )
    .default({}),
  /** Services whose migration of this release has run to its end. */
  migrated: z.array(z.string()).default([]),
  /** What the release is made of, as soon as it lies on the server. */
  payload: payloadReference.optional(),
});

/** One deploy or rollback. */
export const journalEntry = z.object({
  release: z.number().int().positive(),
  kind: z.enum(["deploy", "rollback"]),
  /** Of a rollback: the release to go back to. */
  of: z.number().int().positive().optional(),
  /** The release that ran before. */
  previous: z.number().int().positive().optional(),
  /** `anna@laptop`. */
  by: z.string(),
  commit: z.string().optional(),
  dirty: z.boolean().optional(),
  /** ISO 8601, by the operator's clock. */
  began: z.string(),
  facts: journalFacts,
  steps: z.array(z.object({ name: journalStep, at: z.string() })),
  /** Absent: the deploy is under way, or was interrupted. */
  ended: z
    .object({
      at: z.string(),
      outcome: z.enum(["deployed", "rolled-back", "failed", "interrupted"]),
      message: z.string().optional(),
    })
    .optional(),
});

export type JournalStep = z.infer<typeof journalStep>;
export type JournalFacts = z.infer<typeof journalFacts>;
export type JournalEntry = z.infer<typeof journalEntry>;
export type JournalOutcome = NonNullable<JournalEntry["ended"]>["outcome"];
/** What is written down before anything is done. */
export type DeployIntent = Omit<JournalEntry, "steps" | "ended" | "facts"> & {
  facts?: Partial<JournalFacts> | undefined;
};
