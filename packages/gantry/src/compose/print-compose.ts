import type { Stack } from "../model/stack.ts";

/** The model in exactly the shape of `docker compose config --format json`. */
export function toComposeObject(_stack: Stack): Record<string, unknown> {
  throw new Error("not there yet");
}

export interface PrintComposeOptions {
  /** The texts are as before interpolation (`LoadedStack.uninterpolated`): they are written as they are. Default: false. */
  uninterpolated?: boolean | undefined;
}

/** The stack as a Compose file that Docker Compose reads back as the same model; `$` is written `$$`, unless it is so already. */
export function printCompose(_stack: Stack, _options: PrintComposeOptions = {}): string {
  throw new Error("not there yet");
}
