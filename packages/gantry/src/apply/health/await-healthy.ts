import { setTimeout as sleep } from "node:timers/promises";
import type { Engine } from "../../engine/engine.ts";
import { isGone } from "../../engine/is-gone.ts";
import type { ContainerInspect } from "../../engine/types.ts";
import {
  type AwaitedContainer,
  containerExited,
  containerUnhealthy,
  missingHealthCheck,
} from "../container/container-failure.ts";
import { readHealthRules } from "./health-rules.ts";
import { countFailure, isUnhealthy } from "./health-verdict.ts";
import type { ProbeBudget } from "./probe-budget.ts";
import { createProber, isNotRunning, type ProbeResult } from "./probe-container.ts";
import { nextPause, planRound } from "./probe-pace.ts";
import type { ContainerNews, ContainerWatch } from "./watch-containers.ts";

export interface AwaitHealthyOptions {
  engine: Engine;
  watch: ContainerWatch;
  budget: ProbeBudget;
  signal: AbortSignal;
  /** It was started just now: any restart is a failure. */
  fresh: boolean;
  /** A dependent waits for its health: having no health check is an error then. */
  mustHaveCheck?: boolean | undefined;
  onProbing?: (() => void) | undefined;
  /** Hears what a failed check wrote. */
  onFailedCheck?: ((result: ProbeResult) => void) | undefined;
}

/** Why a wait is over without success. */
type Defeat =
  | { type: "ended"; exitCode: number; restarting: boolean }
  | { type: "unhealthy"; failures: number; last: ProbeResult };
type Verdict = "healthy" | "running" | Defeat;

/**
 * Waits until a container is healthy, as its health check (or its image's) says, by running that check through exec. Whoever says so first
 * counts: this probing, or the engine's own. A container without a health check is ready when it runs.
 *
 * @throws UserError `unhealthy` or `container-exited`, with the check's output and the container's last lines.
 */
export async function awaitHealthy(
  container: AwaitedContainer,
  options: AwaitHealthyOptions,
): Promise<"healthy" | "running"> {
  const settled = new AbortController();
  const signal = AbortSignal.any([options.signal, settled.signal]);
  let verdict: Verdict;
  try {
    verdict = await Promise.race([
      hearVerdict(container, { ...options, signal }),
      probeForVerdict(container, { ...options, signal }),
    ]);
  } finally {
    settled.abort();
  }
  if (typeof verdict === "string") return verdict;
  if (verdict.type === "ended") throw await containerExited(options.engine, container, verdict);
  throw await containerUnhealthy(options.engine, container, { failures: verdict.failures, ...verdict.last });
}

/** The engine's own view: a container's end, or the outcome of the checks that it runs itself. */
function hearVerdict({ id }: AwaitedContainer, options: AwaitHealthyOptions): Promise<Verdict> {
  const { engine, watch, signal, fresh } = options;
  return new Promise((resolve, reject) => {
    const look = async (news: Exclude<ContainerNews, { type: "healthy" }>) => {
      const found = await engine.containers.inspect(id, { signal }).catch(ignoreGone);
      if (!found)
        return resolve({ type: "ended", exitCode: news.type === "died" ? news.exitCode : 1, restarting: false });
      // News may be of an end before the start that is waited for, when a container was restarted just now.
      const verdict = news.type === "died" ? findEnd(found, fresh) : readEngineChecks(found);
      if (verdict) resolve(verdict);
    };
    const unlisten = watch.listen(id, (news) => {
      if (news.type === "healthy") resolve("healthy");
      else look(news).catch(reject);
    });
    signal.addEventListener("abort", unlisten, { once: true });
  });
}

function ignoreGone(error: unknown): undefined {
  if (!isGone(error)) throw error;
}

function readEngineChecks({ State: state }: ContainerInspect): Verdict {
  const last = state.Health?.Log?.at(-1);
  return {
    type: "unhealthy",
    failures: state.Health?.FailingStreak || 1,
    last: { exitCode: last?.ExitCode, output: last?.Output ?? "" },
  };
}

async function probeForVerdict(container: AwaitedContainer, options: AwaitHealthyOptions): Promise<Verdict> {
  const { engine, budget, signal, fresh } = options;
  const found = await engine.containers.inspect(container.id, { signal });
  const end = findEnd(found, fresh);
  if (end) return end;
  const rules = readHealthRules(found.Config);
  if (!rules) {
    if (options.mustHaveCheck) throw missingHealthCheck(container);
    return "running";
  }
  if (found.State.Health?.Status === "healthy") return "healthy";
  options.onProbing?.();

  const prober = createProber(container.id, { engine, rules, budget, signal });
  const began = Date.now();
  // A remote engine's clock may differ from ours: a start in the future is one just now.
  const startedAt = fresh ? began : Math.min(began, Date.parse(found.State.StartedAt) || began);
  let streak = { counted: 0, countedAt: startedAt };
  let pauses = planRound(0, rules.interval, undefined);
  for (;;) {
    let last: ProbeResult;
    try {
      last = await prober.check(pauses);
    } catch (error) {
      if (!isNotRunning(error)) throw error;
      const now = await engine.containers.inspect(container.id, { signal });
      const ended = findEnd(now, fresh);
      if (ended) return ended;
      last = { exitCode: undefined, output: now.State.Paused ? "The container is paused." : "" };
    }
    if (last.exitCode === 0) return "healthy";
    options.onFailedCheck?.(last);
    streak = countFailure(streak, { at: Date.now(), startedAt, rules });
    if (isUnhealthy(streak, rules)) return { type: "unhealthy", failures: streak.counted, last };
    const pause = nextPause(Date.now() - began, rules.interval);
    await sleep(pause, undefined, { signal });
    pauses = planRound(Date.now() - began, rules.interval, prober.cost);
  }
}

function findEnd({ State: state, RestartCount: restarts }: ContainerInspect, fresh: boolean): Defeat | undefined {
  const restarting = state.Restarting || (fresh && restarts > 0);
  if (state.Running && !restarting) return undefined;
  return { type: "ended", exitCode: state.ExitCode, restarting };
}
