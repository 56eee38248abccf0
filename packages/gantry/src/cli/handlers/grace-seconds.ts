/** The engine counts a grace period in whole seconds; absent: the container's own. */
export function toGraceSeconds(milliseconds: number | undefined): number | undefined {
  return milliseconds === undefined ? undefined : Math.ceil(milliseconds / 1000);
}
