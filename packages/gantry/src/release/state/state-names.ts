/**
 * What Gantry keeps for a stack on its engine. None of it has Compose's project label, so `docker compose down` leaves it alone.
 * Every name has a suffix, so that no stack's name makes it another stack's.
 */
export const stateNames = (project: string) => ({
  volume: `gantry-${project}-state`,
  container: `gantry-${project}-state`,
  lock: `gantry-${project}-lock`,
});

export type StateRole = "state" | "lock";

export const stackLabel = "gantry.stack";
export const roleLabel = "gantry.role";

export function stateLabels(project: string, role: StateRole): Record<string, string> {
  return { [stackLabel]: project, [roleLabel]: role };
}
