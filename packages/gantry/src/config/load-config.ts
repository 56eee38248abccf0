import type { LoadedStack } from "../model/stack.ts";

export interface LoadConfigOptions {
  /** Absolute path of the folder that the command runs in: where the search upwards starts, and what `file` is relative to. */
  directory: string;
  /** The config file. Absent: the nearest `gantry.config.{ts,mts,js,mjs}`, upwards. */
  file?: string | undefined;
  /** The environment chosen with `-e`. Default: `"development"`. */
  environmentName?: string | undefined;
  /** The process's environment. */
  env: Readonly<Record<string, string | undefined>>;
  /** `--env-file`, relative to `directory`. They win over `.env.<environment>` and `.env` beside the config. */
  envFiles?: readonly string[] | undefined;
  /**
   * `values`: secrets are their values, generated ones are made and kept, a missing one is an error: for `up` and `plan`.
   * `references`: secrets and variables stay `${NAME:?…}`, as Compose interpolates them: for `render` and `config`.
   */
  mode: "values" | "references";
  /** `-p`, over the stack's own name. */
  projectName?: string | undefined;
  /** `--profile`; `"*"` is all of them. */
  profiles?: readonly string[] | undefined;
}

/**
 * Loads a stack from a `gantry.config.ts`.
 *
 * @throws UserError `config` with every finding; `not-found` when there is no file.
 */
export async function loadConfig(_options: LoadConfigOptions): Promise<LoadedStack> {
  throw new Error("not there yet");
}
