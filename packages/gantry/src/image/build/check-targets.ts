import { UserError } from "../../model/error.ts";
import type { BuildTarget } from "./build-target.ts";

/** @throws UserError `unsupported` for keys that no builder has. */
export function checkTargets(targets: readonly BuildTarget[]): void {
  const refused = targets.find(({ build }) => build.isolation !== undefined);
  if (!refused) return;
  const place = `services.${refused.services[0] ?? refused.name}.build.isolation`;
  throw new UserError(`${place} is not supported: BuildKit has no such thing.`, {
    code: "unsupported",
    fix: "Remove the key.",
  });
}
