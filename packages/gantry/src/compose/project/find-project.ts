import { basename, dirname, isAbsolute, resolve } from "node:path";
import { configError, UserError } from "../../model/error.ts";
import { readEnvFiles } from "../dotenv/read-env-files.ts";
import { chooseEnvironment } from "../environment/choose-environment.ts";
import { declaredEnvironments } from "../environment/declared-environments.ts";
import { layVariables } from "../environment/lay-variables.ts";
import { readEnvironment } from "../environment/read-environment.ts";
import { substitute } from "../interpolate/substitute.ts";
import type { LoadComposeOptions } from "../load-compose.ts";
import { displayPath, type Loading, lookupIn, type Variables } from "../loading.ts";
import { textOf } from "../node.ts";
import { describeFailure, readTextFile } from "../read/read-text-file.ts";
import { declaredName, readSource, type Source } from "../steps/read-source.ts";
import { isRemote } from "../steps/resolve-paths.ts";
import { findFiles } from "./find-files.ts";
import { normaliseName } from "./project-name.ts";

export interface Project {
  sources: Source[];
  /** Absolute path of the folder that relative paths count from. */
  directory: string;
  name: string;
  variables: Variables;
  /** The environment that is meant; undefined when none is. */
  environment: string | undefined;
  profiles: readonly string[];
}

/**
 * Finds and reads what a command is about: the files, the project's folder and name, its environment, its variables and profiles.
 *
 * @throws UserError `not-found` when there is no file, `config` for one that is no YAML, a name that is none, an unknown environment.
 */
export async function findProject(options: LoadComposeOptions, loading: Loading): Promise<Project> {
  const given = options.projectDirectory && resolve(options.directory, options.projectDirectory);
  const files = options.files?.length ? options.files : undefined;
  const own = processVariables(options);
  const early = readVariables(given || folderOf(files, options.directory), options, loading, own);
  const found = findFiles(files, early, given || options.directory, loading);
  const directory = given || folderOf(found, options.directory);
  const known = readVariables(directory, options, loading, early);
  const sources: Source[] = [];
  for (const file of found) sources.push(await openFile(file, options, loading));
  const declared = declaredEnvironments(sources.flatMap(({ documents }) => documents));
  const environment = chooseEnvironment(options.environmentName, declared.keys());
  const written = (environment !== undefined && declared.get(environment)) || [];
  const firm = givenEnvFiles(options, early).length > 0 ? known : own;
  const ofEnvironment = readEnvironment(environment ?? "", written, known, loading);
  const { variables, warnings } = layVariables(ofEnvironment, { known, firm });
  for (const warning of warnings) loading.warnings.add(warning);
  const name = projectName(options, sources, directory, variables);
  return {
    sources,
    directory,
    name,
    variables: { ...variables, COMPOSE_PROJECT_NAME: name },
    environment,
    profiles: options.profiles?.length ? options.profiles : split(lookupIn(variables, "COMPOSE_PROFILES") ?? ""),
  };
}

const split = (list: string): string[] =>
  list
    .split(",")
    .map((item) => item.trim())
    .filter((item) => item !== "");

function processVariables({ environment }: LoadComposeOptions): Variables {
  const known = Object.entries(environment).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return Object.fromEntries(known);
}

/** The folder of the first file that is one. */
function folderOf(files: readonly string[] | undefined, cwd: string): string {
  const first = files?.find((file) => file !== "-");
  return first === undefined ? cwd : dirname(resolve(cwd, first));
}

/** The known variables, and under them those of the env files: the given ones, or `.env` in the folder. */
function readVariables(folder: string, options: LoadComposeOptions, loading: Loading, known: Variables): Variables {
  const given = givenEnvFiles(options, known);
  const byDefault = resolve(folder, ".env");
  const usesDefault = given.length === 0 && !isTrue(lookupIn(known, "COMPOSE_DISABLE_ENV_FILE"));
  const files = usesDefault && "text" in readTextFile(byDefault) ? [byDefault] : given;
  if (files.length === 0) return known;
  return { ...Object.fromEntries(readEnvFiles(files, known, loading)), ...known };
}

const givenEnvFiles = (options: LoadComposeOptions, known: Variables): readonly string[] =>
  options.envFiles?.length ? options.envFiles : split(lookupIn(known, "COMPOSE_ENV_FILES") ?? "");

const isTrue = (value: string | undefined): boolean => /^(1|t|true)$/i.test(value ?? "");

async function openFile(file: string, options: LoadComposeOptions, loading: Loading): Promise<Source> {
  if (file === "-") {
    const text = await (options.readStandardInput ?? readStandardInput)();
    return readSource("-", "<stdin>", text);
  }
  const path = resolve(options.directory, file);
  const name = isAbsolute(file) ? displayPath(file, loading.cwd) : file;
  const read = isRemote(file) ? { failure: "remote" as const } : readTextFile(path);
  if ("text" in read) return readSource(path, name, read.text);
  const message = `${name}: the file ${describeFailure[read.failure]}`;
  if (read.failure !== "missing") throw configError([{ message }]);
  const fix = `Check the name; it counts from ${options.directory}.`;
  throw new UserError(message, { code: "not-found", fix, issues: [{ message, fix }] });
}

async function readStandardInput(): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString("utf8");
}

/** `-p`, then `COMPOSE_PROJECT_NAME`, then the last `name` of the files, then the folder's name. */
function projectName(options: LoadComposeOptions, sources: Source[], directory: string, variables: Variables): string {
  const given = options.projectName || lookupIn(variables, "COMPOSE_PROJECT_NAME");
  if (given) {
    if (normaliseName(given) === given) return given;
    const from = options.projectName ? "-p" : "COMPOSE_PROJECT_NAME";
    throw nameError(`${JSON.stringify(given)} (${from}) is not a project name.`);
  }
  const declared = textOf(declaredName(sources));
  const name = declared && normaliseName(interpolateName(declared, variables));
  if (name) return name;
  const own = normaliseName(basename(directory));
  if (own) return own;
  throw nameError(`the folder's name ${JSON.stringify(basename(directory))} makes no project name.`);
}

/** What is wrong with the name is told with everything else when the file is interpolated. */
function interpolateName(name: string, variables: Variables): string {
  try {
    return substitute(name, { lookup: (variable) => lookupIn(variables, variable) });
  } catch {
    return "";
  }
}

const nameError = (message: string): UserError =>
  configError([
    {
      message,
      fix: "Use lower-case letters, digits, dashes and underscores, a letter or digit first; give one with -p or name.",
    },
  ]);
