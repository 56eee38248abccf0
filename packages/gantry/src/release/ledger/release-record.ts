import * as z from "zod";

/** Where a payload lies, and what it must be. */
export const payloadReference = z.object({
  slot: z.number().int().nonnegative(),
  /** SHA-256 of the payload, in hexadecimal. */
  digest: z.string(),
});

export type PayloadReference = z.infer<typeof payloadReference>;

/** A release of a stack, as `gantry releases` lists it. */
export const releaseRecord = z.object({
  id: z.number().int().positive(),
  kind: z.enum(["deploy", "rollback"]),
  /** Of a rollback: the release whose images and configuration this one has. */
  of: z.number().int().positive().optional(),
  /** The git commit. */
  commit: z.string().optional(),
  /** The working tree had changes that are not in the commit. */
  dirty: z.boolean().optional(),
  /** `anna@laptop`. */
  who: z.string(),
  /** ISO 8601, by the clock of who deployed. */
  began: z.string(),
  milliseconds: z.number(),
  result: z.enum(["deployed", "rolled-back", "failed", "interrupted"]),
  /** Why it has this result, one line. */
  message: z.string().optional(),
  /** What each service ran. */
  services: z.record(z.string(), z.object({ image: z.string(), imageId: z.string() })),
  /** By service that does not roll: how long it took to be ready, and whether that was a pause. */
  starts: z.record(z.string(), z.object({ milliseconds: z.number(), pause: z.boolean() })).optional(),
  /** By service that ran to its end: the configuration and the image that did. */
  completed: z.record(z.string(), z.string()).optional(),
  /** Hash of the resolved stack, without the values of secrets. */
  configuration: z.string(),
  /** Keyed fingerprints of the secrets, by name. */
  secrets: z.record(z.string(), z.string()).optional(),
  /** Absent once the release is too old to be deployed again. */
  payload: payloadReference.optional(),
});

export type ReleaseRecord = z.infer<typeof releaseRecord>;
