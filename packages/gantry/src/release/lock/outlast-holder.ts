import { setTimeout as pause } from "node:timers/promises";
import type { Engine } from "../../engine/engine.ts";
import { readHeartbeat } from "./heartbeat-file.ts";
import { createJudge, type Judgement } from "./judge-heartbeats.ts";
import type { LockHolder } from "./lock-holder.ts";
import { hasEnded } from "./process-identity.ts";
import { lockRemoved } from "./remove-lock.ts";

export interface OutlastOptions {
  /** By `performance.now()`: a holder that lives is not waited for any longer. */
  deadline: number;
  /** Called unless the holder is known to be dead at once. */
  onWait?: (() => void) | undefined;
  signal?: AbortSignal | undefined;
}

/** Waits until a lock is given back (`gone`), its holder is known to be dead, or the time is over and the holder lives (`held`). */
export async function outlastHolder(
  engine: Engine,
  holder: LockHolder,
  { deadline, onWait, signal }: OutlastOptions,
): Promise<"gone" | "dead" | "held"> {
  if (holder.process && (await hasEnded(holder.process))) return "dead";
  onWait?.();
  const over = new AbortController();
  const either = AbortSignal.any([over.signal, ...(signal ? [signal] : [])]);
  try {
    return await Promise.race([
      lockRemoved(engine, holder.id, either).then(() => "gone" as const),
      watchHeartbeats(engine, holder, { deadline, signal: either }),
    ]);
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  } finally {
    over.abort();
  }
}

async function watchHeartbeats(
  engine: Engine,
  { id, heartbeat, process }: LockHolder,
  { deadline, signal }: { deadline: number; signal: AbortSignal },
): Promise<"dead" | "held"> {
  const judge = createJudge(heartbeat);
  const look = async (): Promise<Judgement> => judge(await readHeartbeat(engine, id, { limit: heartbeat, signal }));
  for (;;) {
    const judgement = await look();
    // Once more: it may have come while this was decided.
    if (judgement === "dead" && (await look()) === "dead") return "dead";
    if (process && (await hasEnded(process))) return "dead";
    if (judgement === "alive" && performance.now() >= deadline) return "held";
    await pause(heartbeat / 2, undefined, { signal });
  }
}
