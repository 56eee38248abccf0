import type { LoadedStack } from "../model/stack.ts";

/**
 * Reads the contents of the configs and secrets that services mount, from files, variables and literal content, keyed `configs.<name>` and `secrets.<name>`.
 *
 * @throws UserError `config` with every source that is not there.
 */
export async function readFileSources(
  _loaded: Pick<LoadedStack, "stack" | "variables" | "positions">,
): Promise<Map<string, Uint8Array>> {
  throw new Error("not there yet");
}
