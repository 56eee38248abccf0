/** Milliseconds for calls that unpack, remove or upload: their length depends on sizes that nobody knows before. */
export const SLOW = 600_000;

const MARGIN = 60_000;

/** Milliseconds for a call that waits for a container to end. */
export function stopLimit(graceSeconds: number | undefined): number | false {
  // Without a period of ours the container's own holds; negative: the engine waits for ever.
  if (graceSeconds === undefined) return SLOW;
  return graceSeconds < 0 ? false : graceSeconds * 1000 + MARGIN;
}
