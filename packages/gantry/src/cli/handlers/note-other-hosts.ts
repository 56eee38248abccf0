import type { LoadedStack } from "../../model/stack.ts";

/**
 * What to say of a deploy to the engine of this machine, by nobody's word, of a stack that has environments elsewhere: `-e` may have been
 * forgotten. Undefined when there is nothing to say.
 */
export function noteOtherHosts(
  { stack, environment }: Pick<LoadedStack, "stack" | "environment">,
  { env, host }: { env?: string | undefined; host?: string | undefined },
): string | undefined {
  const environments = stack["x-gantry"]?.environments ?? {};
  if (env !== undefined || host !== undefined || environments[environment]?.host !== undefined) return undefined;
  const elsewhere = Object.keys(environments).filter((name) => environments[name]?.host !== undefined);
  if (elsewhere.length === 0) return undefined;
  return `This deploys to the engine here, without an environment. To a host: gantry deploy -e ${elsewhere.join(" | ")}`;
}
