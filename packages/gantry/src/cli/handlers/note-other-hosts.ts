import type { LoadedStack } from "../../model/stack.ts";
import { environmentHost } from "../environment-host.ts";

/**
 * What to say of a deploy to the engine of this machine, by nobody's word, of a stack that has environments elsewhere: `-e` may have been
 * forgotten. Undefined when there is nothing to say.
 */
export function noteOtherHosts(
  loaded: Pick<LoadedStack, "stack" | "environment">,
  { env, host }: { env?: string | undefined; host?: string | undefined },
): string | undefined {
  if (env !== undefined || host !== undefined || environmentHost(loaded) !== undefined) return undefined;
  const environments = loaded.stack["x-gantry"]?.environments ?? {};
  const elsewhere = Object.keys(environments).filter((name) => environments[name]?.host !== undefined);
  if (elsewhere.length === 0) return undefined;
  return `This deploys to the engine here, without an environment. To a host: gantry deploy -e ${elsewhere.join(" | ")}`;
}
