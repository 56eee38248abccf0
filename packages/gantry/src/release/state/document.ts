import * as z from "zod";
import { UserError } from "../../model/error.ts";
import { newerGantry } from "./generation.ts";

const FORMAT = 1;

const envelope = z.object({ format: z.number(), value: z.unknown() });

/** A record's value as JSON. */
export function encodeDocument(value: unknown): Buffer {
  return Buffer.from(JSON.stringify({ format: FORMAT, value }));
}

/**
 * The value of a record that `encodeDocument` made.
 * @throws UserError `unsupported` when a newer Gantry wrote it, `failed` when it is not what the schema says.
 */
export function decodeDocument<T>(path: string, content: Uint8Array, schema: z.ZodType<T>): T {
  const { format, value } = check(path, envelope, parse(content));
  if (format > FORMAT) throw newerGantry();
  return check(path, schema, value);
}

function parse(content: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(content).toString("utf8"));
  } catch {
    // No schema takes it.
    return undefined;
  }
}

function check<T>(path: string, schema: z.ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new UserError(`The record "${path}" of the stack's state on the server is not as Gantry writes it.`, {
    code: "failed",
    // The place only: what stands there may be anything.
    ...(issue && { detail: `at ${issue.path.join(".") || "the top"}: ${issue.code}` }),
    fix: "Was it written by another program? Restore the state's volume from a copy, or remove it: then the next release is the first.",
  });
}
