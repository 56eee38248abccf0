import type { ContainerInspect } from "../../engine/types.ts";
import { label } from "../labels.ts";
import { isReady, nameOfContainer, wasStarted } from "./find-containers.ts";

/** What there is for one replica of a service, once what an interrupted run has left is told apart. */
export interface Slot {
  /** The one that counts. */
  current?: ContainerInspect;
  /** Its successor, running but not proven yet: the replacement goes on from there. */
  successor?: ContainerInspect;
  leftovers: Leftover[];
  /** A replacement of `current` was begun: it was named then, and it was running. */
  interrupted: boolean;
}

export interface Leftover {
  container: ContainerInspect;
  reason: string;
  /** Its anonymous volumes are of no use to anybody. */
  volumes: boolean;
}

export interface ResolveSlotOptions {
  /** The name that the replica's container has. */
  name: string;
  /** It is done when it has ended with 0. */
  completes: boolean;
  /** Whether a container is what is wanted now. */
  matches: (container: ContainerInspect) => boolean;
}

const halfMade = "left half-made by an interrupted run";

/**
 * Says which of a replica's containers counts. Usually there is one. A run that was killed while it replaced a container leaves two, and the label
 * `gantry.replaces` tells which was to replace which:
 * - a successor that is proven takes over, and its predecessor goes;
 * - one that runs, is wanted, and is not proven yet is waited for;
 * - any other goes, and its predecessor counts.
 */
export function resolveSlot(containers: readonly ContainerInspect[], options: ResolveSlotOptions): Slot {
  const ids = new Set(containers.map(({ Id }) => Id));
  const isSuccessor = (container: ContainerInspect) => ids.has(container.Config.Labels?.[label.replaces] ?? "");
  const [successor, ...others] = containers.filter(isSuccessor).sort(newestFirst);
  if (!successor) return withoutSuccessor(containers, options.name);
  const predecessors = containers.filter((container) => !isSuccessor(container));
  const base = withoutSuccessor(predecessors, options.name, successor.Config.Labels?.[label.replaces]);
  const leftovers = [...others.map((container) => ({ container, reason: halfMade, volumes: true })), ...base.leftovers];
  const { current } = base;
  if (!current) return { current: successor, leftovers, interrupted: true };
  if (isProven(successor, options)) {
    const reason = "its successor is proven";
    return {
      current: successor,
      leftovers: [...leftovers, { container: current, reason, volumes: true }],
      interrupted: false,
    };
  }
  if (successor.State.Running && options.matches(successor))
    return { current, successor, leftovers, interrupted: true };
  return {
    current,
    leftovers: [...leftovers, { container: successor, reason: halfMade, volumes: true }],
    interrupted: true,
  };
}

function isProven(successor: ContainerInspect, { name, completes }: ResolveSlotOptions): boolean {
  if (nameOfContainer(successor) !== name) return false;
  const { State } = successor;
  return completes ? wasStarted(successor) && !State.Running && State.ExitCode === 0 : isReady(successor);
}

/** The one that was to be replaced, else the one with the right name, else one that runs, else the newest. */
function withoutSuccessor(containers: readonly ContainerInspect[], name: string, replaced?: string): Slot {
  const rank = (container: ContainerInspect) =>
    (container.Id === replaced ? 4 : 0) +
    (nameOfContainer(container) === name ? 2 : 0) +
    (container.State.Running ? 1 : 0);
  const [current, ...rest] = [...containers].sort((a, b) => rank(b) - rank(a) || newestFirst(a, b));
  const leftovers = rest.map((container) => ({ container, reason: "a second one of the same number", volumes: false }));
  return { ...(current && { current }), leftovers, interrupted: false };
}

function newestFirst(a: ContainerInspect, b: ContainerInspect): number {
  return Date.parse(b.Created) - Date.parse(a.Created) || (a.Id < b.Id ? -1 : 1);
}
