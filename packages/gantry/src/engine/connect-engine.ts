import { findEngineAddress } from "./address/find-engine-address.ts";
import { parseEngineAddress } from "./address/parse-engine-address.ts";
import { createEngine } from "./create-engine.ts";
import type { Engine } from "./engine.ts";
import { connectUnix } from "./transport/connect-unix.ts";
import type { Transport } from "./transport/transport.ts";

export interface ConnectOptions {
  /** As `DOCKER_HOST`: `unix:///run/docker.sock`, `ssh://deploy@host`, `tcp://host:2376`. Wins over everything else. */
  host?: string | undefined;
  /** The name of a Docker context. */
  context?: string | undefined;
  /** Read for `DOCKER_HOST` and its kin, and handed to `ssh`. @default process.env */
  env?: NodeJS.ProcessEnv;
  /** A file that `ssh` reads in place of `~/.ssh/config`. @default env.GANTRY_SSH_CONFIG */
  sshConfig?: string | undefined;
  /** Milliseconds that an ordinary call may take. @default 60000 */
  timeout?: number;
}

/**
 * Finds the engine as `docker` would and makes a client for it. Nothing is sent before the first call; call `ping` to
 * learn at once whether it answers.
 *
 * @example
 *     await using engine = await connectEngine({ host: "ssh://deploy@example.com" });
 *     await engine.ping();
 *
 * @throws EngineAddressError when there is no such context, or the address is none.
 */
export async function connectEngine({
  host,
  context,
  env = process.env,
  sshConfig = env["GANTRY_SSH_CONFIG"],
  timeout,
}: ConnectOptions = {}): Promise<Engine> {
  const found = await findEngineAddress({ host, context, env });
  const transport = await createTransport(found, { env, sshConfig });
  return createEngine(transport, timeout === undefined ? {} : { timeout });
}

// A transport that is not used is not loaded: most engines are behind a local socket.
async function createTransport(
  { host, certificates, skipVerify }: Awaited<ReturnType<typeof findEngineAddress>>,
  { env, sshConfig }: { env: NodeJS.ProcessEnv; sshConfig: string | undefined },
): Promise<Transport> {
  const address = parseEngineAddress(host);
  switch (address.scheme) {
    case "unix":
      return connectUnix(address.path);
    case "ssh": {
      const { connectSsh } = await import("./transport/connect-ssh.ts");
      const { scheme: _, ...destination } = address;
      return connectSsh({ ...destination, ...(sshConfig && { configFile: sshConfig }) }, env);
    }
    case "tcp": {
      const { connectTcp } = await import("./transport/connect-tcp.ts");
      const { readCertificates } = await import("./address/read-certificates.ts");
      const tls = certificates === undefined ? undefined : await readCertificates(certificates);
      return connectTcp({
        host: address.host,
        port: address.port ?? (tls === undefined ? 2375 : 2376),
        ...(tls !== undefined && { tls: { ...tls, skipVerify: skipVerify === true } }),
      });
    }
  }
}
