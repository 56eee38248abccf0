import type { Engine } from "../../engine/engine.ts";
import { EngineError } from "../../engine/errors/engine-error.ts";
import { EngineUnreachableError } from "../../engine/errors/engine-unreachable-error.ts";
import { UserError } from "../../model/error.ts";
import { answerWithin } from "../state/answer-within.ts";
import { writeHeartbeat } from "./heartbeat-file.ts";
import type { Lock } from "./lock.ts";
import { removeLock } from "./remove-lock.ts";

export interface KeptLock {
  engine: Engine;
  project: string;
  id: string;
  /** Milliseconds between two signs of life. */
  heartbeat: number;
}

/** Gives signs of life for a lock that was acquired, until it is given back or lost. */
export function keepLock({ engine, project, id, heartbeat }: KeptLock): Lock {
  const lost = new AbortController();
  let count = 0;
  let ended = false;
  let timer: NodeJS.Timeout | undefined;
  let beating: Promise<void> = Promise.resolve();

  // One at a time: an older sign of life must not come after a younger one.
  const beat = (timeout: number): Promise<void> => {
    beating = beating
      .catch(() => {})
      .then(async () => {
        if (ended || lost.signal.aborted) return;
        count += 1;
        const held = await answerWithin({ what: "take a sign of life", milliseconds: timeout }, ({ signal }) =>
          writeHeartbeat(engine, id, { count, signal }),
        );
        if (!held) lost.abort(lockLost(project));
      });
    return beating;
  };
  // A sign of life that does not get through is no reason to stop: the next may, and `confirm` says whether it was too late.
  const goOn = () => {
    if (ended || lost.signal.aborted) return;
    timer = setTimeout(() => void beat(heartbeat * 2).then(goOn, goOn), heartbeat);
    // Nobody has to wait for a sign of life.
    timer.unref();
  };
  void beat(heartbeat * 2).then(goOn, goOn);

  return {
    id,
    signal: lost.signal,
    confirm: async () => {
      await beat(confirmTimeout);
      lost.signal.throwIfAborted();
    },
    [Symbol.asyncDispose]: async () => {
      ended = true;
      clearTimeout(timer);
      await beating.catch(() => {});
      // Where the engine cannot be reached, the lock's heartbeat stands still, and the next one takes it over.
      await removeLock(engine, id).catch(passOverUnanswered);
    },
  };
}

const confirmTimeout = 30_000;

function passOverUnanswered(error: unknown): void {
  const unanswered = error instanceof EngineUnreachableError || error instanceof EngineError;
  if (!unanswered && !(error instanceof UserError && error.code === "timeout")) throw error;
}

function lockLost(project: string): UserError {
  return new UserError(`The lock of ${project} is not held any more: somebody removed it, or took it over.`, {
    code: "locked",
    fix: "Nothing further was changed. Look with `gantry releases` who is at work, then run the command again.",
  });
}
