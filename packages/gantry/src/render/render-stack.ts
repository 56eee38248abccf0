import { printCompose } from "../compose/print-compose.ts";
import type { LoadedStack } from "../model/stack.ts";
import { extractCaddyfile } from "./extract-caddyfile.ts";
import { extractDockerfiles } from "./extract-dockerfiles.ts";
import { printEnvExample } from "./print-env-example.ts";
import { withRelativePaths } from "./relative-paths.ts";
import type { RenderedFile } from "./rendered-file.ts";
import { addWaitFor } from "./wait-for/add-wait-for.ts";

export interface RenderStackOptions {
  /** Absolute path of the folder that the files are written to: relative paths in them count from it. Default: the stack's own. */
  outputDirectory?: string | undefined;
}

/**
 * The stack as files that run without Gantry: `compose.yaml`, the Dockerfiles that recipes wrote with an ignore file beside each, what lets
 * applications wait for what they need, a `Caddyfile` when there is a Caddy, `.env.example` when there are variables. Pure: the stack's builds are prepared. A typed stack is loaded with
 * `mode: "references"` for it, so that no secret is in the files.
 */
export function renderStack(loaded: LoadedStack, options: RenderStackOptions = {}): RenderedFile[] {
  const { directory, uninterpolated = false, sensitive } = loaded;
  const { outputDirectory = directory } = options;
  const relative = withRelativePaths(loaded.stack, directory, outputDirectory);
  const waiting = addWaitFor(relative, { uninterpolated });
  const { stack, files: dockerfiles } = extractDockerfiles(waiting.stack, {
    directory: outputDirectory,
    uninterpolated,
  });
  const caddy = extractCaddyfile(stack, uninterpolated);
  const compose = printCompose(caddy?.stack ?? stack, { uninterpolated });
  const example = uninterpolated ? printEnvExample(stack) : undefined;
  const files = [
    { path: "compose.yaml", content: compose },
    ...dockerfiles,
    ...waiting.files,
    ...(caddy ? [{ path: "Caddyfile", content: caddy.content }] : []),
    ...(example === undefined ? [] : [{ path: ".env.example", content: example }]),
  ];
  refuseSecrets(files, sensitive);
  return files;
}

/** A stack that was loaded with its values would write them into files that people commit. */
function refuseSecrets(files: readonly RenderedFile[], sensitive: ReadonlySet<string>): void {
  const told = files.find(({ content }) => [...sensitive].some((value) => content.includes(value)));
  if (told)
    throw new Error(`${told.path} would hold a secret: the stack to render was loaded with values, not references.`);
}
