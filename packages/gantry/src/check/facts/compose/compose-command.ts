import { posix } from "node:path";
import type { Repository } from "../../repository/repository.ts";
import { commandStart, optionValues } from "../../shell/command-line.ts";
import type { ShellCommand } from "../../shell/shell-document.ts";

/** A `docker compose` or `docker stack deploy` command somewhere in the repository. */
export interface ComposeCommand {
  readonly command: ShellCommand;
  /** The files after `-f` that were found in the repository, in order; empty when none are given. */
  readonly files: readonly string[];
  /** Files after `-f` that are not in the repository, or that a variable names. */
  readonly unresolved: readonly string[];
  readonly envFiles: readonly string[];
  readonly projectName: string | undefined;
  readonly profiles: readonly string[];
  /** Whether it hands the files to a swarm. */
  readonly swarm: boolean;
  /** `up`, `exec`, `run` …; undefined when there is none. `deploy` for a swarm. */
  readonly subcommand: string | undefined;
  /** Index in `command.words` of the first word after the subcommand. */
  readonly operandsFrom: number;
  /** The words after the subcommand. */
  readonly rest: readonly string[];
  /** The folder that it runs in, relative to the root; undefined when that is not known. */
  readonly folder: string | undefined;
}

/** Global options of `docker compose` that take a value. */
const valued = new Set([
  "-f",
  "--file",
  "-p",
  "--project-name",
  "--env-file",
  "--profile",
  "--project-directory",
  "--ansi",
  "--progress",
  "--parallel",
]);

/** What a command asks of Docker Compose; undefined for any other command. */
export function readComposeCommand(command: ShellCommand, repository: Repository): ComposeCommand | undefined {
  const start = commandStart(command.argv);
  const [first = "", second, third = ""] = command.argv.slice(start);
  if (first === "docker" && second === "stack" && /^(deploy|up)$/.test(third)) {
    return readStackDeploy(command, start + 3, repository);
  }
  const isPlugin = first === "docker" && second === "compose";
  if (!isPlugin && !/^docker-compose$/.test(first)) return undefined;
  let index = start + (isPlugin ? 2 : 1);
  const globalsFrom = index;
  while (index < command.argv.length) {
    const word = command.argv[index] ?? "";
    if (!word.startsWith("-")) break;
    index += valued.has(word) ? 2 : 1;
  }
  const globals = command.argv.slice(globalsFrom, index);
  return {
    command,
    swarm: false,
    ...resolveFiles(optionValues(globals, "-f", "--file"), command, repository),
    envFiles: optionValues(globals, "--env-file"),
    projectName: optionValues(globals, "-p", "--project-name")[0],
    profiles: optionValues(globals, "--profile"),
    subcommand: command.argv[index],
    operandsFrom: index + 1,
    rest: command.argv.slice(index + 1),
    folder: command.folder,
  };
}

/** @see https://docs.docker.com/reference/cli/docker/stack/deploy/ */
function readStackDeploy(
  command: ShellCommand,
  operandsFrom: number,
  repository: Repository,
): ComposeCommand | undefined {
  const rest = command.argv.slice(operandsFrom);
  const files = optionValues(rest, "-c", "--compose-file").flatMap((value) => value.split(","));
  if (files.length === 0) return undefined;
  return {
    command,
    swarm: true,
    ...resolveFiles(files, command, repository),
    envFiles: [],
    projectName: rest.at(-1),
    profiles: [],
    subcommand: "deploy",
    operandsFrom,
    rest,
    folder: command.folder,
  };
}

function resolveFiles(
  given: readonly string[],
  command: ShellCommand,
  repository: Repository,
): Pick<ComposeCommand, "files" | "unresolved"> {
  const resolved = given.map((file) => ({ file, path: resolveFile(file, command, repository) }));
  return {
    files: resolved.flatMap(({ path }) => path ?? []),
    unresolved: resolved.filter(({ path }) => path === undefined).map(({ file }) => file),
  };
}

/** The file of the repository that a path in a script means: from the folder of the command, the root, or the script's own folder. */
export function resolveFile(path: string, command: ShellCommand, repository: Repository): string | undefined {
  const clean = path.replace(
    /^\$\{?(PWD|GITHUB_WORKSPACE|CI_PROJECT_DIR|ROOT|ROOT_DIR|PROJECT_ROOT|SCRIPT_DIR)\}?\//,
    "./",
  );
  if (clean.includes("$")) return undefined;
  const own = posix.dirname(command.document.file);
  const folders = [command.folder, "", own === "." ? "" : own].filter((folder) => folder !== undefined);
  for (const folder of folders) {
    const candidate = posix.normalize(posix.join(folder, clean));
    if (repository.hasFile(candidate)) return candidate;
  }
  // A path on the server: the longest tail of it that is in the repository.
  const parts = clean.split("/").filter((part) => part !== "" && part !== "." && part !== "..");
  for (let from = 1; from < parts.length; from++) {
    const candidate = parts.slice(from).join("/");
    if (/^[/~]/.test(clean) && repository.hasFile(candidate)) return candidate;
  }
  return undefined;
}

/** The services that the command names: the operands of `up`, `run`, `exec` and the like. */
export function namedServices({ subcommand, command, operandsFrom }: ComposeCommand): readonly string[] {
  const rest = command.words.slice(operandsFrom);
  const withValue = optionsWithValue[subcommand ?? ""] ?? [];
  const operands: string[] = [];
  for (let index = 0; index < rest.length; index++) {
    const word = rest[index];
    if (!word) break;
    if (word.text.startsWith("-")) {
      if (withValue.includes(word.text)) index += 1;
    } else operands.push(word.literal ? word.text : "");
  }
  // The first operand is the service, the others are what it runs.
  const services = subcommand === "exec" || subcommand === "run" ? operands.slice(0, 1) : operands;
  return allServices.has(subcommand ?? "") ? services.filter((text) => text !== "") : [];
}

const allServices = new Set([
  "exec",
  "run",
  "up",
  "build",
  "pull",
  "push",
  "restart",
  "stop",
  "start",
  "logs",
  "rm",
  "kill",
  "create",
  "ps",
]);

const optionsWithValue: Readonly<Record<string, readonly string[]>> = {
  up: ["--scale", "--timeout", "-t", "--wait-timeout", "--pull", "--exit-code-from", "--attach", "--no-attach"],
  exec: ["-u", "--user", "-e", "--env", "-w", "--workdir", "--index"],
  run: [
    "-u",
    "--user",
    "-e",
    "--env",
    "-w",
    "--workdir",
    "-p",
    "--publish",
    "-v",
    "--volume",
    "--name",
    "--entrypoint",
    "-l",
  ],
  logs: ["-n", "--tail", "--since", "--until"],
  build: ["--build-arg", "--builder", "-m", "--memory", "--ssh"],
  stop: ["-t", "--timeout"],
  restart: ["-t", "--timeout"],
  kill: ["-s", "--signal"],
  ps: ["--format", "--filter", "--status"],
};
