import type { LoadedStack } from "../model/stack.ts";

/** The host of the environment that a stack was loaded for: it is deployed there. Undefined: it is brought up here. */
export function environmentHost({
  stack,
  environment,
}: Pick<LoadedStack, "stack" | "environment">): string | undefined {
  return stack["x-gantry"]?.environments?.[environment]?.host;
}
