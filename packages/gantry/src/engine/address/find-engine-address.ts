import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { EngineAddressError } from "../errors/engine-address-error.ts";

/** Where the engine is, and where the certificates for it would be. */
export interface FoundAddress {
  host: string;
  /** Holds `ca.pem`, `cert.pem`, `key.pem`. Set only where TLS is asked for. */
  certificates?: string;
  skipVerify?: boolean;
}

export interface AddressOptions {
  /** As `DOCKER_HOST`; wins over everything else. */
  host?: string | undefined;
  /** The name of a Docker context; wins over the environment. */
  context?: string | undefined;
  env: NodeJS.ProcessEnv;
}

const DEFAULT_SOCKET = "/var/run/docker.sock";

/**
 * Finds the engine in the order that `docker` has: the options, `DOCKER_HOST`, `DOCKER_CONTEXT`, the current context,
 * the default socket; and last the rootless engine's.
 *
 * @throws EngineAddressError when a context is named that there is not.
 */
export async function findEngineAddress({ host, context, env }: AddressOptions): Promise<FoundAddress> {
  if (host !== undefined) return describeHost(host, env);
  if (context === undefined && isSet(env["DOCKER_HOST"])) return describeHost(env["DOCKER_HOST"], env);
  const folder = findDockerFolder(env);
  const name = context ?? (isSet(env["DOCKER_CONTEXT"]) ? env["DOCKER_CONTEXT"] : await readCurrentContext(folder));
  return name === undefined || name === "default" ? findDefaultSocket(env) : readContext(folder, name);
}

function isSet(value: string | undefined): value is string {
  return value !== undefined && value !== "";
}

function findDockerFolder(env: NodeJS.ProcessEnv): string {
  return isSet(env["DOCKER_CONFIG"]) ? env["DOCKER_CONFIG"] : join(env["HOME"] ?? homedir(), ".docker");
}

function describeHost(host: string, env: NodeJS.ProcessEnv): FoundAddress {
  const certificates = env["DOCKER_CERT_PATH"];
  if (!isSet(env["DOCKER_TLS_VERIFY"]) && !isSet(certificates)) return { host };
  // With certificates, but without DOCKER_TLS_VERIFY, `docker` encrypts and does not verify. We always verify.
  return { host, certificates: isSet(certificates) ? certificates : findDockerFolder(env) };
}

function findDefaultSocket(env: NodeJS.ProcessEnv): FoundAddress {
  const rootless = isSet(env["XDG_RUNTIME_DIR"]) ? join(env["XDG_RUNTIME_DIR"], "docker.sock") : undefined;
  const useRootless = rootless !== undefined && !existsSync(DEFAULT_SOCKET) && existsSync(rootless);
  return { host: `unix://${useRootless ? rootless : DEFAULT_SOCKET}` };
}

async function readCurrentContext(folder: string): Promise<string | undefined> {
  const path = join(folder, "config.json");
  if (!existsSync(path)) return undefined;
  const config = await readJson(path, "config.json");
  const name = readField(config, "currentContext");
  return typeof name === "string" && name !== "" ? name : undefined;
}

/** @see https://docs.docker.com/engine/manage-resources/contexts/ */
async function readContext(folder: string, name: string): Promise<FoundAddress> {
  // Most calls need no context, and this module takes 2 ms to load.
  const { createHash } = await import("node:crypto");
  const id = createHash("sha256").update(name).digest("hex");
  const path = join(folder, "contexts", "meta", id, "meta.json");
  if (!existsSync(path)) {
    throw new EngineAddressError(
      "unknown-context",
      name,
      `There is no Docker context "${name}". \`docker context ls\` shows those that there are.`,
    );
  }
  const endpoint = readField(readField(await readJson(path, name), "Endpoints"), "docker");
  const host = readField(endpoint, "Host");
  if (typeof host !== "string" || host === "") {
    throw new EngineAddressError(
      "unreadable-context",
      name,
      `The Docker context "${name}" names no engine. Recreate it.`,
    );
  }
  const certificates = join(folder, "contexts", "tls", id, "docker");
  return {
    host,
    ...(existsSync(certificates) && { certificates }),
    ...(readField(endpoint, "SkipTLSVerify") === true && { skipVerify: true }),
  };
}

async function readJson(path: string, value: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, "utf8"));
  } catch (cause) {
    throw new EngineAddressError("unreadable-context", value, `${path} cannot be read as JSON. Mend or remove it.`, {
      cause,
    });
  }
}

function readField(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>)[key] : undefined;
}
