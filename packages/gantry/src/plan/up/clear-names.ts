import { label } from "../labels.ts";
import type { Observed } from "../observed.ts";
import type { RemoveContainer, StartingOperation } from "../operation.ts";
import type { ServiceContainer } from "./find-containers.ts";
import { nameConflict } from "./refusals.ts";

/**
 * A name that a container of the project has, and that this plan takes away from it, is waited for.
 *
 * @throws UserError `name-conflict` for one that stays with its owner
 */
export function clearNames(
  starting: readonly StartingOperation[],
  containers: readonly ServiceContainer[],
  removals: readonly RemoveContainer[],
  observed: Observed,
): void {
  for (const operation of starting) {
    if (operation.type !== "create-container" && operation.type !== "replace-container") continue;
    const foreign = observed.foreign[operation.name];
    if (foreign) throw nameConflict("container", operation.name, foreign.project);
    const own = operation.type === "replace-container" ? [operation.old.id, operation.successor?.id] : [];
    const owner = containers.find(({ name, container }) => name === operation.name && !own.includes(container.Id));
    if (!owner) continue;
    const removal = removals.find(({ containerId }) => containerId === owner.container.Id);
    const renaming = starting.find(
      (other) => other.type === "replace-container" && other.old.id === owner.container.Id,
    );
    const clears = removal ?? renaming;
    if (!clears) throw nameConflict("container", operation.name, owner.container.Config.Labels?.[label.project]);
    if (!operation.after.includes(clears.id)) operation.after.push(clears.id);
  }
}
