import { migrationOf } from "../commands/migration-command.ts";
import { rememberedFor } from "../lazy.ts";
import type { ServiceFacts } from "./service-facts.ts";

/** Whether a service is there to do something and end: another waits for its end, it is only started by name, or it only migrates. */
export const isOneShot = rememberedFor(({ name, model, stack, argv }: ServiceFacts): boolean => {
  if (model.deploy?.mode === "replicated-job" || model.deploy?.mode === "global-job") return true;
  if ((model.profiles ?? []).length > 0) return true;
  if (stack.awaited.has(name)) return true;
  if (/(^|[-_])(migrat\w*|seed\w*|init|setup|job|build|builder|bootstrap|install)([-_]|$)/i.test(name)) return true;
  return argv !== undefined && migrationOf(argv) !== undefined;
});
