import process from "node:process";
import type { Engine } from "../../engine/engine.ts";
import { UserError } from "../../model/error.ts";
import { createIdleContainer } from "../state/create-idle-container.ts";
import { pauseWhileTaken } from "../state/pause-while-taken.ts";
import { stateNames } from "../state/state-names.ts";
import { keepLock } from "./keep-lock.ts";
import type { AcquireLockOptions, Lock } from "./lock.ts";
import { describeHolder, holderLabels, type LockHolder } from "./lock-holder.ts";
import { operatorName } from "./operator-name.ts";
import { outlastHolder } from "./outlast-holder.ts";
import { readOwnIdentity } from "./process-identity.ts";
import { readLock } from "./read-lock.ts";
import { removeLock } from "./remove-lock.ts";

const HEARTBEAT = 3_000;

/**
 * Takes the stack's lock: a container whose name only one can have. A holder that is dead, because its process is gone or its heartbeat
 * stands still, is replaced; one that lives is waited for.
 *
 * @example
 *     await using lock = await acquireLock(engine, "shop", { what: "deploy r42", wait: 60_000, signal });
 *     await lock.confirm();
 *
 * @throws UserError `locked` when it is held, and the time to wait is over.
 */
export async function acquireLock(engine: Engine, project: string, options: AcquireLockOptions): Promise<Lock> {
  const { wait = 0, onWait, onTakeover, signal, heartbeat = HEARTBEAT } = options;
  const deadline = performance.now() + wait;
  const self = await describeSelf(options, heartbeat);
  let dead: LockHolder | undefined;
  for (let attempt = 0; ; attempt += 1) {
    signal?.throwIfAborted();
    const id = await createLock(engine, project, { self, signal });
    if (id !== undefined) {
      if (dead !== undefined) onTakeover?.(dead);
      return keepLock({ engine, project, id, heartbeat });
    }
    const holder = await readLock(engine, project, { signal });
    if (holder === undefined) {
      await pauseWhileTaken(stateNames(project).lock, { attempt, signal });
      continue;
    }
    const tell = wait > 0 ? () => onWait?.(holder) : undefined;
    const outcome = await outlastHolder(engine, holder, { deadline, onWait: tell, signal });
    if (outcome === "held") throw locked(project, holder);
    if (outcome === "dead" && (await removeLock(engine, holder.id, signal))) dead = holder;
  }
}

async function describeSelf(
  { what, commit, who = operatorName() }: AcquireLockOptions,
  heartbeat: number,
): Promise<Omit<LockHolder, "id" | "since">> {
  const identity = await readOwnIdentity();
  return {
    who,
    what,
    ...(commit !== undefined && { commit }),
    pid: process.pid,
    heartbeat,
    ...(identity && { process: identity }),
  };
}

async function createLock(
  engine: Engine,
  project: string,
  { self, signal }: { self: Omit<LockHolder, "id" | "since">; signal: AbortSignal | undefined },
): Promise<string | undefined> {
  const labels = holderLabels(project, { ...self, since: new Date().toISOString() });
  return createIdleContainer(engine, stateNames(project).lock, { labels }, signal === undefined ? {} : { signal });
}

function locked(project: string, holder: LockHolder): UserError {
  return new UserError(`${project} is locked: ${describeHolder(holder)}.`, {
    code: "locked",
    fix: "Wait for it with --lock-wait 5m. If that process is known to be gone, `gantry unlock` removes the lock.",
  });
}
