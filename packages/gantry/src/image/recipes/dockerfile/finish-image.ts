import type { SharedFacts } from "../shared-facts.ts";
import { arg, cmd, expose, healthCheck, label, type Step, stopSignal, user } from "./stage.ts";

interface Finish {
  facts: Pick<SharedFacts, "port" | "title">;
  /** Absent: the image has no health check. */
  test?: readonly string[];
  /** Time in which a failed check does not count: `30s`. */
  startPeriod: string;
  program: readonly string[];
  /** Default: SIGTERM. */
  signal?: string;
}

/** The arguments that label an image with where it comes from. Whoever builds may leave them out. */
export const labelArguments = {
  IMAGE_SOURCE: "org.opencontainers.image.source",
  IMAGE_REVISION: "org.opencontainers.image.revision",
  IMAGE_CREATED: "org.opencontainers.image.created",
  IMAGE_VERSION: "org.opencontainers.image.version",
} as const;

/** The last instructions of a runner. The labels come at the very end: a new revision takes no step out of the cache. */
export function finishImage({ facts, test, startPeriod, program, signal = "SIGTERM" }: Finish): Step[] {
  return [
    user("1001:1001"),
    ...(facts.port === undefined ? [] : [expose(facts.port)]),
    stopSignal(signal),
    ...(test ? [healthCheck(test, startPeriod)] : []),
    cmd(program),
    ...Object.keys(labelArguments).map((name) => arg(name)),
    label({
      "org.opencontainers.image.title": facts.title,
      ...Object.fromEntries(Object.entries(labelArguments).map(([name, key]) => [key, `$${name}`])),
    }),
  ];
}
