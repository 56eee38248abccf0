import type { ContainerInspect } from "../../engine/types.ts";
import { UserError } from "../../model/error.ts";
import { roleLabel, stackLabel, stateLabels } from "../state/state-names.ts";
import type { ProcessIdentity } from "./process-identity.ts";

/** Who holds a stack's lock, as the lock itself says. */
export interface LockHolder {
  /** The lock container's id: what `breakLock` takes, so that nobody breaks a lock that another one has taken since. */
  id: string;
  /** `anna@laptop`. */
  who: string;
  /** ISO 8601, by the holder's clock. */
  since: string;
  /** `deploy r42`. */
  what: string;
  /** The git commit that is being deployed. */
  commit?: string;
  pid: number;
  /** Milliseconds between two signs of life. */
  heartbeat: number;
  /** Which process it is, where its machine can tell. */
  process?: ProcessIdentity;
}

const key = {
  who: "gantry.lock.who",
  since: "gantry.lock.since",
  what: "gantry.lock.what",
  commit: "gantry.lock.commit",
  pid: "gantry.lock.pid",
  heartbeat: "gantry.lock.heartbeat",
  machine: "gantry.lock.machine",
  started: "gantry.lock.started",
};

/** The labels of a lock container. */
export function holderLabels(project: string, holder: Omit<LockHolder, "id">): Record<string, string> {
  const { who, since, what, commit, pid, heartbeat, process } = holder;
  return {
    ...stateLabels(project, "lock"),
    [key.who]: who,
    [key.since]: since,
    [key.what]: what,
    ...(commit !== undefined && { [key.commit]: commit }),
    [key.pid]: String(pid),
    [key.heartbeat]: String(heartbeat),
    ...(process && { [key.machine]: process.machine, [key.started]: process.started }),
  };
}

/**
 * What a lock container says.
 * @throws UserError `name-conflict` when it is none.
 */
export function readHolder(project: string, { Id, Name, Config }: ContainerInspect): LockHolder {
  const labels = Config.Labels ?? {};
  if (labels[stackLabel] !== project || labels[roleLabel] !== "lock") throw notALock(project, Name.slice(1));
  const { [key.commit]: commit, [key.machine]: machine, [key.started]: started } = labels;
  const pid = Number(labels[key.pid]);
  return {
    id: Id,
    who: labels[key.who] ?? "someone",
    since: labels[key.since] ?? "",
    what: labels[key.what] ?? "something",
    ...(commit !== undefined && { commit }),
    pid,
    heartbeat: Number(labels[key.heartbeat]),
    ...(machine !== undefined && started !== undefined && { process: { machine, pid, started } }),
  };
}

/** `anna@laptop is at "deploy r42" since 2026-05-01T14:03:22Z (commit 91bc2f0, process 4711)`. */
export function describeHolder({ who, what, since, commit, pid }: LockHolder): string {
  const details = [...(commit === undefined ? [] : [`commit ${commit.slice(0, 7)}`]), `process ${pid}`];
  return `${who} is at "${what}" since ${since} (${details.join(", ")})`;
}

function notALock(project: string, name: string): UserError {
  return new UserError(`The container ${name} is not Gantry's: it lacks the labels of the lock of stack ${project}.`, {
    code: "name-conflict",
    fix: "Rename or remove the container, or give the stack another name.",
  });
}
