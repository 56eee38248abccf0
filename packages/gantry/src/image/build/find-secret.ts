import { UserError } from "../../model/error.ts";
import type { BuildPlace, BuildSecretSource, BuildTarget } from "./build-target.ts";

/** Where a secret that a build names comes from. @throws UserError `config` when the stack does not say. */
export function findSecret(
  { name, services }: BuildTarget,
  source: string,
  { secrets }: BuildPlace,
): BuildSecretSource {
  const found = secrets?.[source];
  if (found) return found;
  throw new UserError(`services.${services[0] ?? name}.build.secrets: "${source}" has no source.`, {
    code: "config",
    fix: `Define it under "secrets" with a file or an environment variable.`,
  });
}
