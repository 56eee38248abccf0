import { type CommandOptions, type CommandResult, runCommand, tryCommand } from "../run-command.ts";
import { dockerConfig } from "../tools.ts";

/** Runs the docker command against the engine at `host`, and returns its stdout. @throws LabError when it fails */
export async function docker(host: string, args: readonly string[], options: CommandOptions = {}): Promise<string> {
  return runCommand("docker", args, { ...options, env: { ...dockerEnv(host), ...options.env } });
}

/** As {@link docker}, for commands whose failure is an answer. */
export async function tryDocker(
  host: string,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<CommandResult> {
  return tryCommand("docker", args, { ...options, env: { ...dockerEnv(host), ...options.env } });
}

/** The environment with which docker, compose and buildx speak to that engine, whatever the user's contexts say. */
export function dockerEnv(host: string): Record<string, string> {
  return { DOCKER_HOST: host, DOCKER_CONFIG: dockerConfig(), DOCKER_CONTEXT: "" };
}
