import { UserError } from "../model/error.ts";
import type { Phase } from "./event.ts";

/** Where each container stands when the work is ended early. */
export type PhaseByContainer = ReadonlyMap<string, Phase>;

const groups: readonly [string, readonly Phase[]][] = [
  ["ready", ["healthy", "running", "completed", "unchanged"]],
  ["started, not ready yet", ["probing", "starting"]],
  ["not started", ["waiting", "creating", "pulling", "building"]],
  ["being stopped", ["stopping", "removing"]],
  ["removed", ["removed"]],
  ["failed", ["failed"]],
];

export interface InterruptionOptions {
  /** Containers that are to run to their end: while they run, they are not through. */
  completing?: ReadonlySet<string>;
  cause?: unknown;
}

/** Says that the work was ended, and how things stand: everything stays as it is. */
export function interruptionError(
  project: string,
  phases: PhaseByContainer,
  { completing, cause }: InterruptionOptions = {},
): UserError {
  const reached = [...phases].map(([container, phase]) => {
    const isUnderWay = phase === "running" && completing?.has(container);
    return [container, isUnderWay ? "starting" : phase] as const;
  });
  const lines = groups.flatMap(([title, members]) => {
    const containers = reached.filter(([, phase]) => members.includes(phase)).map(([container]) => container);
    return containers.length === 0 ? [] : [`${title}: ${containers.join(", ")}`];
  });
  return new UserError(`Interrupted. Everything of ${project} stays as it is now.`, {
    code: "interrupted",
    detail: lines.join("\n"),
    fix: "Run the same command again to go on from here.",
    cause,
  });
}
