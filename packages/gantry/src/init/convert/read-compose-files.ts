import type { LoadComposeOptions } from "../../compose/load-compose.ts";
import { findProject, type Project } from "../../compose/project/find-project.ts";
import { startLoading } from "../../compose/start-loading.ts";

/**
 * Reads the Compose files of a project as they are written: nothing is interpolated or merged.
 *
 * @throws UserError `not-found` when there is none, `config` for one that is no YAML.
 */
export function readComposeFiles(options: LoadComposeOptions): Promise<Project> {
  return findProject(options, startLoading({ cwd: options.directory, home: options.environment["HOME"] }));
}
