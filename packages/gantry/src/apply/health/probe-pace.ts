/** The shortest pause between two checks, in milliseconds. */
const shortestPause = 50;
/** Checks come so often that at most this part of a wait is spent waiting for the next one. */
const lateness = 0.04;
/** A round of checks in one exec lasts at most this long, so that what was learned from it is used soon. */
const longestRound = 2000;

/** The pause before the next check: growing with the time waited so far, from 50 ms up to the check's own interval. */
export function nextPause(elapsed: number, interval: number): number {
  return Math.min(interval, Math.max(shortestPause, elapsed * lateness));
}

/** The pauses of the first round, when nobody knows yet what a check costs. */
const firstRound: readonly number[] = [100, 200];

/**
 * The pauses between the checks of one round. `elapsed` milliseconds have passed since the wait began; `cpu` is what one check took of
 * the CPU, undefined before the first is measured. A loop of checks on its own stays within a tenth of a core.
 */
export function planRound(elapsed: number, interval: number, cpu: number | undefined): number[] {
  if (cpu === undefined) return firstRound.filter((pause) => pause <= interval);
  const pauses: number[] = [];
  const length = Math.min(longestRound, interval, Math.max(300, elapsed));
  let time = 0;
  for (;;) {
    const pause = Math.max(nextPause(elapsed + time, interval), cpu * 10);
    time += pause;
    if (time > length) return pauses;
    pauses.push(Math.round(pause));
  }
}
