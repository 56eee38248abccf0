import { basename, dirname, join } from "node:path";
import type { TypedStack } from "../../check/typed/typed-stack.ts";
import { loadConfig } from "../../config/load-config.ts";
import { prepareBuilds } from "../../image/prepare-builds.ts";
import { renderStack } from "../../render/render-stack.ts";

/**
 * The stack of a config file, with references in place of secrets, as `gantry render` prints it into a folder beside it.
 *
 * @param root Absolute path that the file is shown relative to.
 * @param environment Default: `production`.
 * @throws UserError `config` when it cannot be loaded.
 */
export async function readTypedStack(
  file: string,
  { root, environment = "production" }: { root: string; environment?: string | undefined },
): Promise<TypedStack> {
  const directory = dirname(file);
  const options = { directory, file, environmentName: environment, env: process.env, mode: "references" } as const;
  const loaded = await prepareBuilds(await loadConfig(options), { printed: true });
  const shown = directory === root ? basename(file) : file.slice(root.length + 1);
  const files = renderStack(loaded, { outputDirectory: join(directory, basename(file)) });
  return { file: shown, files };
}
