import { basename, dirname, relative, resolve } from "node:path";
import { defaultEnvironment } from "../compose/environment/unknown-environment.ts";
import { UserError } from "../model/error.ts";
import { noPositions } from "../model/position.ts";
import type { LoadedStack } from "../model/stack.ts";
import { type AssembledStack, assembleStack } from "./assemble/assemble-stack.ts";
import { findNeeds } from "./assemble/find-needs.ts";
import {
  encodeText,
  type ResolvedDocuments,
  resolveToInterpolation,
  resolveToValues,
} from "./assemble/resolve-references.ts";
import { findConfig, isFile } from "./find-config.ts";
import { cacheFolder } from "./load/bundle-cache.ts";
import { collectValues, findWishes, listSensitive } from "./load/collect-values.ts";
import { evaluateConfig } from "./load/evaluate-config.ts";
import { credentialsFile, keepCredentials, readCredentials } from "./load/generated-credentials.ts";
import { importConfig } from "./load/import-config.ts";
import { readVariables } from "./load/read-variables.ts";
import { resolveStack } from "./resolve-stack.ts";

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
  /** `--profile`, instead of `COMPOSE_PROFILES`; `"*"` is all of them. */
  profiles?: readonly string[] | undefined;
}

/**
 * Loads a stack from a `gantry.config.ts`.
 *
 * @throws UserError `config` with every finding; `not-found` when there is no file.
 */
export async function loadConfig(options: LoadConfigOptions): Promise<LoadedStack> {
  const { directory: from, mode, environmentName: environment = defaultEnvironment } = options;
  checkEnvironmentName(environment);
  const file = await chooseFile(options);
  const directory = dirname(file);
  const envFiles = (options.envFiles ?? []).map((each) => resolve(from, each));
  const [config, read] = await Promise.all([
    importConfig(file, { showPath: (path) => showPath(path, from), cacheFolder: cacheFolder(options.env) }),
    readVariables({ directory, environment, env: options.env, envFiles }),
  ]);
  const evaluated = await evaluateConfig(config, environment, read);
  const assembled = assembleStack(evaluated.definition, { environment, projectName: options.projectName });
  const place: Place = { directory, environment, file, variables: evaluated.variables };
  const resolved = mode === "values" ? await withValues(assembled, place) : withReferences(assembled, place);
  const { variables, sensitive } = resolved;
  const uninterpolated = mode === "references";
  const profiles = options.profiles ?? listProfiles(evaluated.variables["COMPOSE_PROFILES"] ?? "");
  const surroundings = { directory, name: assembled.name, variables, profiles, uninterpolated };
  const { stack, inactive, warnings } = resolveStack(resolved, surroundings);
  return {
    stack,
    inactive,
    environment,
    directory,
    files: [...config.files, ...read.files],
    positions: noPositions,
    warnings: [...evaluated.warnings, ...warnings],
    sensitive,
    variables,
    ...(uninterpolated ? { uninterpolated } : {}),
  };
}

interface Place {
  directory: string;
  environment: string;
  file: string;
  variables: Readonly<Record<string, string>>;
}

type Resolved = ResolvedDocuments & Pick<LoadedStack, "variables" | "sensitive">;

function withReferences(assembled: AssembledStack, { variables }: Place): Resolved {
  return { ...resolveToInterpolation(assembled, variables), variables, sensitive: new Set() };
}

async function withValues(assembled: AssembledStack, place: Place): Promise<Resolved> {
  const { directory, environment, file } = place;
  const needs = findNeeds(assembled);
  const store = credentialsFile(directory, environment);
  // What was generated here is the weakest: whoever sets a value means it.
  let variables = underlay(await readCredentials(store), place.variables);
  const wishes = findWishes(needs, variables);
  // A password that only this machine knows would lock everyone else out of a server's data.
  if (wishes.length > 0 && assembled.host === undefined) {
    variables = underlay(await keepCredentials(store, wishes), place.variables);
  }
  const values = collectValues(needs, variables, { environment, file: basename(file) });
  const forms = [(value: string) => encodeText(value, "url"), (value: string) => encodeText(value, "redis")];
  return { ...resolveToValues(assembled, values), variables, sensitive: listSensitive(needs, values, forms) };
}

const listProfiles = (list: string): string[] =>
  list
    .split(",")
    .map((profile) => profile.trim())
    .filter((profile) => profile !== "");

/** The variables, and below them the credentials: an empty variable counts as not set. */
function underlay(credentials: ReadonlyMap<string, string>, variables: Readonly<Record<string, string>>) {
  const missing = [...credentials].filter(([name]) => !variables[name]);
  return { ...variables, ...Object.fromEntries(missing) };
}

function checkEnvironmentName(environment: string): void {
  if (/^[A-Za-z0-9][\w.-]*$/.test(environment)) return;
  throw new UserError(`--env: ${JSON.stringify(environment)} is not a name for an environment.`, {
    code: "usage",
    fix: 'Write letters, digits, ".", "_" and "-", such as "staging".',
  });
}

async function chooseFile({ directory, file }: LoadConfigOptions): Promise<string> {
  if (file !== undefined) {
    const path = resolve(directory, file);
    if (await isFile(path)) return path;
    throw new UserError(`${path}: there is no such file.`, { code: "not-found", fix: "Check the path after -f." });
  }
  const found = await findConfig(directory);
  if (found !== undefined) return found;
  throw new UserError(`No gantry.config.ts in ${directory} or a folder above it.`, {
    code: "not-found",
    fix: "Write one, or name a file with -f.",
  });
}

/** A path as it is shortest to read from the folder that the command runs in. */
function showPath(path: string, from: string): string {
  const short = relative(from, path);
  return short.startsWith("..") ? path : short;
}
