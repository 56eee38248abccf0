import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { type DockerConfig, readDockerConfig } from "./docker-config.ts";
import { parseImageReference } from "./image-reference.ts";

/** What the engine needs to log in to a registry, in its own words. */
export interface RegistryCredentials {
  username?: string;
  password?: string;
  identitytoken?: string;
  registrytoken?: string;
  serveraddress: string;
}

/** Where to look for a registry's credentials: a program to ask, or the configuration itself. */
export type CredentialSource =
  | { type: "helper"; program: string; server: string }
  | { type: "inline"; credentials: RegistryCredentials };

// Docker Hub's key in configurations, from the days of the first registry API.
const hub = "https://index.docker.io/v1/";

/** Where a configuration says that a registry's credentials are: a helper of its own, then the common one, then the file itself. */
export function findCredentials(config: DockerConfig, registry: string): CredentialSource | undefined {
  const keys = registry === "docker.io" ? [hub, "docker.io", "index.docker.io"] : [registry, `https://${registry}`];
  const named = keys.find((key) => config.credHelpers?.[key] !== undefined);
  const helper = named === undefined ? config.credsStore : config.credHelpers?.[named];
  if (helper) return { type: "helper", program: `docker-credential-${helper}`, server: named ?? keys[0] ?? registry };
  for (const [key, entry] of Object.entries(config.auths ?? {})) {
    if (!keys.includes(key) && !keys.includes(hostOf(key))) continue;
    const [, user = entry.username, password = entry.password] =
      /^([^:]*):([\s\S]*?)\0*$/.exec(Buffer.from(entry.auth ?? "", "base64").toString("utf8")) ?? [];
    const credentials: RegistryCredentials = {
      serveraddress: key,
      ...(user === undefined ? {} : { username: user }),
      ...(password === undefined ? {} : { password }),
      ...(entry.identitytoken ? { identitytoken: entry.identitytoken } : {}),
      ...(entry.registrytoken ? { registrytoken: entry.registrytoken } : {}),
    };
    if (Object.keys(credentials).length > 1) return { type: "inline", credentials };
  }
  return undefined;
}

/** The value of `X-Registry-Auth`. */
export function encodeCredentials(credentials: RegistryCredentials): string {
  return Buffer.from(JSON.stringify(credentials)).toString("base64url");
}

/** What a credential helper prints, for the engine. A user named `<token>` means that the secret is an identity token. */
export function readHelperAnswer(answer: string, server: string): RegistryCredentials | undefined {
  const parsed: unknown = JSON.parse(answer);
  if (typeof parsed !== "object" || parsed === null) return undefined;
  const { Username: username, Secret: secret } = parsed as { Username?: unknown; Secret?: unknown };
  if (typeof username !== "string" || typeof secret !== "string") return undefined;
  if (username === "<token>") return { identitytoken: secret, serveraddress: server };
  return { username, password: secret, serveraddress: server };
}

/** The `X-Registry-Auth` for pulling an image; undefined when nobody logged in to its registry. */
export async function resolveRegistryAuth(
  image: string,
  environment: Readonly<Record<string, string | undefined>>,
  signal: AbortSignal,
): Promise<string | undefined> {
  const source = findCredentials(await readDockerConfig(environment), parseImageReference(image).registry);
  if (!source) return undefined;
  const credentials = source.type === "inline" ? source.credentials : await askHelper(source, environment, signal);
  return credentials && encodeCredentials(credentials);
}

/**
 * Asks a credential helper, the registry on its stdin. One that has nothing, or fails, is as good as none: a public image can still be
 * pulled, and for a private one the registry's refusal is the better error.
 *
 * @see https://github.com/docker/docker-credential-helpers
 */
async function askHelper(
  { program, server }: { program: string; server: string },
  environment: Readonly<Record<string, string | undefined>>,
  signal: AbortSignal,
): Promise<RegistryCredentials | undefined> {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(30_000)]);
  const helper = spawn(program, ["get"], { env: { ...environment }, stdio: ["pipe", "pipe", "ignore"], signal: limit });
  const ended = new Promise<number | null>((resolve) => {
    helper.on("error", () => resolve(null));
    helper.on("close", resolve);
  });
  // A helper that ends before it has read its input breaks the pipe; its exit code says the rest.
  helper.stdin.on("error", () => {});
  helper.stdin.end(`${server}\n`);
  const [answer, code] = await Promise.all([text(helper.stdout).catch(() => ""), ended]);
  signal.throwIfAborted();
  if (code !== 0) return undefined;
  try {
    return readHelperAnswer(answer, server);
  } catch {
    return undefined;
  }
}

/** `ghcr.io` of `https://ghcr.io/v2/`. */
function hostOf(key: string): string {
  return key.replace(/^https?:\/\//, "").split("/")[0] ?? key;
}
