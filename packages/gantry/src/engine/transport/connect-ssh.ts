import { EngineUnreachableError, type UnreachableReason } from "../errors/engine-unreachable-error.ts";
import { explainSshFailure } from "./explain-ssh-failure.ts";
import { ProcessSocket } from "./process-socket.ts";
import { readSsh } from "./read-ssh.ts";
import { runSsh, spawnSsh } from "./run-ssh.ts";
import {
  buildConfigurationArguments,
  buildDialCommand,
  buildSshArguments,
  CHANNEL_OPTIONS,
  FORWARD_OPTIONS,
  formatSshAddress,
  quote,
  type SshDestination,
} from "./ssh-destination.ts";
import { createSshMasters, type SshPlace } from "./ssh-masters.ts";
import type { Transport } from "./transport.ts";

const formatTarget = (host: string, port: number) => `${host.includes(":") ? `[${host}]` : host}:${port}`;

const DEFAULT_SOCKET = "/var/run/docker.sock";

/**
 * Reaches an engine through the system's OpenSSH and the server's `docker system dial-stdio`, so that
 * `~/.ssh/config`, agents, jump hosts and known hosts work as they do for `ssh` itself.
 */
export function connectSsh(destination: SshDestination, env: NodeJS.ProcessEnv): Transport {
  const address = formatSshAddress(destination);
  const masters = createSshMasters(destination, env, address);

  const buildChannel = (place: SshPlace, command: string) => [
    ...buildSshArguments(destination, place.controlPath, CHANNEL_OPTIONS),
    command,
  ];

  /** `docker` ends with 1 whatever is wrong; the state of its socket says what. */
  async function lookAtSocket(place: SshPlace): Promise<UnreachableReason> {
    const path = quote(destination.socketPath ?? DEFAULT_SOCKET);
    const exists = await runSsh(buildChannel(place, `test -S ${path}`), env);
    if (exists.exitCode !== 0) return exists.exitCode === 1 ? "no-socket" : "other";
    const writable = await runSsh(buildChannel(place, `test -w ${path}`), env);
    return writable.exitCode === 0 ? "refused" : "permission";
  }

  function openChannel(buildArguments: (place: SshPlace) => string[]): ProcessSocket {
    let place: SshPlace | undefined;
    const socket = new ProcessSocket({
      open: async () => {
        place = await masters.reserve();
        return spawnSsh(buildArguments(place), env);
      },
      explain: async ({ exitCode, stderr, received }) => {
        const failure = received ? "connection-lost" : explainSshFailure(exitCode, stderr);
        if (failure === "connection-lost") place?.suspect();
        const reason = failure !== "docker" ? failure : place === undefined ? "other" : await lookAtSocket(place);
        return new EngineUnreachableError(address, reason, { detail: stderr });
      },
    });
    socket.once("close", () => place?.release());
    return socket;
  }

  return {
    address,
    // Each is a `docker` process on the server.
    maxConnections: 8,
    slow: true,
    connect: () => openChannel((place) => buildChannel(place, buildDialCommand(destination.socketPath))),
    connectPort: (port, host = "127.0.0.1") =>
      openChannel(({ controlPath }) =>
        buildSshArguments(destination, controlPath, [...FORWARD_OPTIONS, "-W", formatTarget(host, port)]),
      ),
    async findHostName(signal) {
      const configuration = await readSsh(buildConfigurationArguments(destination), env, signal);
      return /^hostname (.+)$/m.exec(configuration ?? "")?.[1] ?? destination.host;
    },
    async readCommand(command, signal) {
      const place = await masters.reserve();
      try {
        return await readSsh(buildChannel(place, command.map(quote).join(" ")), env, signal);
      } finally {
        place.release();
      }
    },
    close: () => masters.close(),
  };
}
