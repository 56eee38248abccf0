import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { UserError } from "../../model/error.ts";

/** The part of Docker's own `config.json` that says how to log in to registries. */
export interface DockerConfig {
  /** `auth` is Base64 of `user:password`. */
  auths?: Record<
    string,
    { auth?: string; username?: string; password?: string; identitytoken?: string; registrytoken?: string }
  >;
  /** Registry to helper: `docker-credential-<helper>`. */
  credHelpers?: Record<string, string>;
  /** The helper for all other registries. */
  credsStore?: string;
}

/** Reads `$DOCKER_CONFIG/config.json`, or `~/.docker/config.json`. None is the same as an empty one. */
export async function readDockerConfig(
  environment: Readonly<Record<string, string | undefined>>,
): Promise<DockerConfig> {
  const path = join(environment["DOCKER_CONFIG"] || join(environment["HOME"] || homedir(), ".docker"), "config.json");
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch {
    return {};
  }
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === "object" && parsed !== null ? parsed : {};
  } catch (cause) {
    throw new UserError(`${path} is not JSON.`, {
      code: "config",
      fix: `Mend the file, or log in again with "docker login".`,
      cause,
    });
  }
}
