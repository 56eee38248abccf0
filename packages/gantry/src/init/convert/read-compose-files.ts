import { Findings } from "../../compose/findings.ts";
import type { LoadComposeOptions } from "../../compose/load-compose.ts";
import { findProject, type Project } from "../../compose/project/find-project.ts";

/**
 * Reads the Compose files of a project as they are written: nothing is interpolated or merged.
 *
 * @throws UserError `not-found` when there is none, `config` for one that is no YAML.
 */
export function readComposeFiles(options: LoadComposeOptions): Promise<Project> {
  return findProject(options, {
    cwd: options.directory,
    home: options.environment["HOME"],
    findings: new Findings(),
    warnings: new Set(),
    includedVariables: new Map(),
    included: 0,
  });
}
