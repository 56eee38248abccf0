/** A holder is dead after so many signs of life that did not come. */
const MISSED = 3;

/** What is known of a holder: `unknown` until it either gave a sign of life or had time enough to. */
export type Judgement = "alive" | "unknown" | "dead";

/**
 * Judges a holder by whether its heartbeat changes. Only this machine's own clock is used, and only for how long nothing
 * changed: clocks of two machines are never compared.
 */
export function createJudge(heartbeat: number, now: () => number = () => performance.now()) {
  let last: string | undefined;
  let since: number | undefined;
  let changed = false;
  /** `undefined`: it could not be seen, which is no change. */
  return (seen: string | undefined): Judgement => {
    since ??= now();
    if (seen !== undefined && seen !== last) {
      changed ||= last !== undefined;
      last = seen;
      since = now();
    }
    if (now() - since >= heartbeat * MISSED) return "dead";
    return changed ? "alive" : "unknown";
  };
}
