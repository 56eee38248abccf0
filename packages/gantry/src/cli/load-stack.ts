import { existsSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { findConfig, isTyped } from "../config/find-config.ts";
import { UserError } from "../model/error.ts";
import type { LoadedStack } from "../model/stack.ts";
import type { GlobalValues } from "./commands/global-options.ts";

/** Secrets as their values, or as `${NAME}` references that need no secret at hand. Only a typed stack has the choice. */
export type LoadMode = "values" | "references";

export interface LoadStackOptions {
  globals: Pick<GlobalValues, "file" | "env" | "project" | "projectDirectory" | "envFile" | "profile">;
  directory: string;
  environment: Readonly<Record<string, string | undefined>>;
  mode: LoadMode;
  /** Told about a choice that the user may not have meant. */
  note: (text: string) => void;
}

export type FrontEnd = { type: "typed"; file: string } | { type: "compose"; files: readonly string[] | undefined };

/** Loads the stack from its typed file or from Compose files, whichever the options and the folder say. Each front end is imported when it is used. */
export async function loadStack(options: LoadStackOptions): Promise<LoadedStack> {
  const { globals, directory, environment, mode } = options;
  const frontEnd = await chooseFrontEnd(options);
  const absent = <T>(list: readonly T[]) => (list.length === 0 ? undefined : list);
  if (frontEnd.type === "typed") {
    const { loadConfig } = await import("../config/load-config.ts");
    return loadConfig({
      directory,
      file: frontEnd.file,
      environmentName: globals.env,
      env: environment,
      envFiles: absent(globals.envFile),
      mode,
      projectName: globals.project,
      profiles: absent(globals.profile),
    });
  }
  const { loadCompose } = await import("../compose/load-compose.ts");
  return loadCompose({
    directory,
    files: frontEnd.files,
    projectName: globals.project,
    projectDirectory: globals.projectDirectory,
    envFiles: absent(globals.envFile),
    profiles: absent(globals.profile),
    environment,
    environmentName: globals.env,
  });
}

export interface ChooseFrontEndOptions extends Omit<LoadStackOptions, "globals" | "mode"> {
  globals: Pick<GlobalValues, "file" | "projectDirectory">;
}

/** The typed file or the Compose files that the options name; else what is nearest to the folder, the typed one first. */
export async function chooseFrontEnd(options: ChooseFrontEndOptions): Promise<FrontEnd> {
  const { globals, directory, environment, note } = options;
  const typed = globals.file.filter(isTyped);
  const [file] = typed;
  if (file !== undefined) {
    if (globals.file.length > 1) {
      throw new UserError(`--file: ${JSON.stringify(file)} is a typed stack and cannot be merged with other files.`, {
        code: "usage",
        fix: "Give one typed file, or any number of Compose files.",
      });
    }
    return { type: "typed", file };
  }
  if (globals.file.length > 0) return { type: "compose", files: globals.file };
  const from = globals.projectDirectory ? resolve(directory, globals.projectDirectory) : directory;
  const [config, compose] = [await findConfig(from), findComposeFile(from)];
  // The nearer one is meant; a Compose file further up does not matter.
  if (config === undefined || (compose && dirname(compose).length > dirname(config).length)) {
    return { type: "compose", files: undefined };
  }
  const ignored = environment["COMPOSE_FILE"] || (compose && dirname(compose) === dirname(config) && basename(compose));
  if (ignored) note(`Using ${basename(config)}; ${ignored} is not read. To use it: gantry -f ${ignored} …`);
  return { type: "typed", file: config };
}

const composeNames = ["compose.yaml", "compose.yml", "docker-compose.yaml", "docker-compose.yml"];

/** The nearest Compose file in a folder or above it. */
function findComposeFile(directory: string): string | undefined {
  const name = composeNames.find((each) => existsSync(join(directory, each)));
  if (name) return join(directory, name);
  const parent = dirname(directory);
  return parent === directory ? undefined : findComposeFile(parent);
}
