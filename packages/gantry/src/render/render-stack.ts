import type { LoadedStack } from "../model/stack.ts";

/** A file of the rendered stack. */
export interface RenderedFile {
  /** Relative to the folder that the files are written to, such as `compose.yaml`. */
  path: string;
  content: string;
}

export interface RenderStackOptions {
  /** Absolute path of the folder that the files are written to: relative paths in them count from it. Default: the stack's own. */
  outputDirectory?: string | undefined;
}

/**
 * The stack as files that run without Gantry: `compose.yaml`, a `Caddyfile` when there is a Caddy, `.env.example`.
 * Pure; a typed stack is loaded with `mode: "references"` for it.
 */
export function renderStack(_loaded: LoadedStack, _options: RenderStackOptions = {}): RenderedFile[] {
  throw new Error("not there yet");
}
