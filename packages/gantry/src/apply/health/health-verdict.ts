import type { HealthRules } from "./health-rules.ts";

/** What failed checks say so far. Times in milliseconds on one clock. */
export interface FailureStreak {
  /** Failures in a row that count. */
  counted: number;
  /** When the last one that counts was seen; the container's start at first. */
  countedAt: number;
}

/**
 * Adds a failed check. Gantry checks more often than Docker, so a failure counts only where Docker could have seen one too: after the
 * start period, and one interval after the last that counted. Otherwise five quick checks would use up five retries in a second.
 */
export function countFailure(
  streak: FailureStreak,
  { at, startedAt, rules }: { at: number; startedAt: number; rules: HealthRules },
): FailureStreak {
  if (at - startedAt <= rules.startPeriod || at - streak.countedAt < rules.interval) return streak;
  return { counted: streak.counted + 1, countedAt: at };
}

/** True when the container is unhealthy: as many failures in a row as its health check allows. */
export function isUnhealthy(streak: FailureStreak, rules: HealthRules): boolean {
  return streak.counted >= rules.retries;
}
