import type { Service } from "../model/service.ts";
import type { Stack } from "../model/stack.ts";
import type { Desired } from "./desired.ts";

export interface DescribeStackOptions {
  /** The API version agreed on, such as `1.41`: newer fields are left out for older engines. */
  engine: { apiVersion: string };
  /** Absolute path of the project's folder, and of the files that were read: for Compose's labels. */
  directory?: string | undefined;
  files?: readonly string[] | undefined;
  /** Gantry's own version. */
  version?: string | undefined;
  /** Replicas by service, over the stack's own (`--scale`). */
  scale?: Readonly<Record<string, number>> | undefined;
  /** The contents of configs and secrets, as `readFileSources` returns them. */
  fileContents?: ReadonlyMap<string, Uint8Array> | undefined;
  /** Services whose profile is not active. */
  inactive?: Readonly<Record<string, Service>> | undefined;
}

/**
 * What the engine should have for a stack. Pure.
 *
 * @throws UserError `unsupported` with everything that Gantry does not support, by name and path; `config` when something does not fit together.
 */
export function describeStack(_stack: Stack, _options: DescribeStackOptions): Desired {
  throw new Error("not there yet");
}
