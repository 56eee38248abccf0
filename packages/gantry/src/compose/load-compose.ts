import type { LoadedStack } from "../model/stack.ts";
import { finishStack } from "./finish-stack.ts";
import { findProject } from "./project/find-project.ts";
import { startLoading } from "./start-loading.ts";
import { loadUnit } from "./steps/load-unit.ts";

export interface LoadComposeOptions {
  /** Absolute path of the folder that the command runs in: where the search for default files starts. */
  directory: string;
  /** Compose files as given with `-f`, relative to `directory`; `"-"` is standard input. Absent: `COMPOSE_FILE`, then the default names. */
  files?: readonly string[] | undefined;
  /** `-p`. */
  projectName?: string | undefined;
  /** `--project-directory`: what relative paths count from, instead of the first file's folder. */
  projectDirectory?: string | undefined;
  /** `--env-file`, instead of `.env` in the project's folder. */
  envFiles?: readonly string[] | undefined;
  /** `--profile`, instead of `COMPOSE_PROFILES`; `"*"` is all of them. */
  profiles?: readonly string[] | undefined;
  /** The process's environment. */
  environment: Readonly<Record<string, string | undefined>>;
  /** The environment chosen with `-e`. Default: `"development"` where the files declare it, else `"default"`, which changes nothing. */
  environmentName?: string | undefined;
  /** Reads standard input for a file named `"-"`. Default: the process's own. */
  readStandardInput?: (() => Promise<string>) | undefined;
}

/**
 * Loads a stack from Compose files, as Docker Compose does.
 *
 * @throws UserError `config` with every finding and its position; `not-found` when there is no file.
 * @see https://github.com/compose-spec/compose-spec
 */
export async function loadCompose(options: LoadComposeOptions): Promise<LoadedStack> {
  const loading = startLoading({ cwd: options.directory, home: options.environment["HOME"] });
  const project = await findProject(options, loading);
  const model = loadUnit({ ...project, includedFrom: [] }, loading);
  loading.findings.throwIfFound();
  const { stack, inactive, positions } = finishStack(model, project, loading);
  return {
    stack,
    inactive,
    positions,
    environment: project.environment ?? "default",
    directory: project.directory,
    files: project.sources.map(({ path }) => path),
    warnings: [...loading.warnings],
    sensitive: new Set(),
    variables: { ...Object.fromEntries(loading.includedVariables), ...project.variables },
  };
}
