import { setTimeout as sleep } from "node:timers/promises";
import type { Engine } from "../../engine/engine.ts";
import { EngineError } from "../../engine/errors.ts";
import { isStatus } from "../../engine/is-status.ts";
import type { HealthRules } from "./health-rules.ts";
import { execCost, type ProbeBudget } from "./probe-budget.ts";
import { buildProbeLoop, type ProbeRound, readProbeRound } from "./probe-script.ts";

const maxOutput = 1024 * 1024;
/** The least that a check is taken to cost in CPU milliseconds: the clock that measures it has steps of ten. */
const leastCost = 2;

export interface ProbeResult {
  /** Undefined when the check did not end in its time. */
  exitCode: number | undefined;
  output: string;
}

export interface Prober {
  /** What one check takes of the CPU, in milliseconds; undefined before that is known, or when it cannot be. */
  readonly cost: number | undefined;
  /** Checks once, and again after each of the pauses until a check succeeds. One check is in flight at a time. */
  check(pauses: readonly number[]): Promise<ProbeResult>;
}

/** Runs the health check of one container. @throws EngineError 404 or 409 when the container does not run. */
export function createProber(
  containerId: string,
  { engine, rules, budget, signal }: { engine: Engine; rules: HealthRules; budget: ProbeBudget; signal: AbortSignal },
): Prober {
  let first = true;
  let loops = true;
  let cost: number | undefined;
  let hanging: Promise<ProbeRound> | undefined;

  const exec = async (command: readonly string[]): Promise<ProbeRound> => {
    await budget.admit(signal, { first });
    first = false;
    const started = performance.now();
    const round = readProbeRound(
      await engine.exec(containerId, { command, env: rules.environment, signal, maxOutput }),
    );
    // Without the loop's own measurement the time that went by is the most that the check can have used.
    budget.charge(
      round.loop ? Math.max(round.loop.cpu, leastCost * round.loop.checks) : performance.now() - started - execCost,
    );
    return round;
  };

  const run = async (pauses: readonly number[]): Promise<ProbeRound> => {
    if (loops) {
      const round = await exec(buildProbeLoop(rules.command, pauses)).catch(ignoreMissingShell);
      if (round?.loop) {
        cost = Math.max(round.loop.cpu / round.loop.checks, leastCost);
        return round;
      }
      loops = false;
    }
    return await exec(rules.command).catch(toFailedRound);
  };

  return {
    get cost() {
      return loops ? cost : undefined;
    },
    check: async (pauses) => {
      const planned = loops ? pauses : [];
      const flight = hanging ?? run(planned);
      flight.catch(() => {});
      const patience = rules.timeout + planned.reduce((sum, pause) => sum + pause, 0);
      const timer = new AbortController();
      const late = sleep(hanging ? rules.interval : patience, undefined, {
        signal: AbortSignal.any([signal, timer.signal]),
      });
      try {
        const round = await Promise.race([flight, late]);
        hanging = round ? undefined : flight;
        return round ?? { exitCode: undefined, output: `The check did not end within ${rules.timeout / 1000} s.` };
      } catch (error) {
        hanging = undefined;
        throw error;
      } finally {
        timer.abort();
      }
    },
  };
}

/** A container that does not run has no probes; anything else that the engine says may be for want of a shell. */
function ignoreMissingShell(error: unknown): undefined {
  if (isNotRunning(error) || !(error instanceof EngineError)) throw error;
}

/** A check that cannot even begin has failed, as it has for the engine. */
function toFailedRound(error: unknown): ProbeRound {
  if (isNotRunning(error) || !(error instanceof EngineError)) throw error;
  return { exitCode: 126, output: error.detail, loop: undefined };
}

export function isNotRunning(error: unknown): boolean {
  return isStatus(error, 404, 409);
}
