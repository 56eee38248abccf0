/** Where `ssh` should go, and what it should read. */
export interface SshDestination {
  host: string;
  user?: string;
  port?: number;
  /** The engine's socket on the server, when it is not where `docker` looks by itself. */
  socketPath?: string;
  /** Read in place of `~/.ssh/config` and the system's. */
  configFile?: string;
}

/** Arguments that every call of `ssh` shares: which connection, and where to. The destination comes last. */
export function buildSshArguments(
  destination: SshDestination,
  controlPath: string,
  extra: readonly string[] = [],
): string[] {
  return [
    ...(destination.configFile === undefined ? [] : ["-F", destination.configFile]),
    // `ssh` expands percent signs in this path.
    "-S",
    controlPath.replaceAll("%", "%%"),
    // Nobody is there to answer a question: an unknown host key or a missing key is a failure at once.
    "-o",
    "BatchMode=yes",
    // The default; a quiet one would leave us without the reason of a failure.
    "-o",
    "LogLevel=INFO",
    ...extra,
    ...(destination.user === undefined ? [] : ["-l", destination.user]),
    ...(destination.port === undefined ? [] : ["-p", String(destination.port)]),
    "--",
    destination.host,
  ];
}

/** Options of the one connection that carries all channels. */
export const MASTER_OPTIONS: readonly string[] = [
  "-M",
  "-N",
  "-T",
  "-o",
  // It leaves a minute after its last channel, even if this program was killed.
  "ControlPersist=60",
  "-o",
  "ConnectTimeout=20",
  // A dead link is noticed within a minute.
  "-o",
  "ServerAliveInterval=15",
  "-o",
  "ServerAliveCountMax=3",
  "-o",
  "RemoteCommand=none",
  "-o",
  "ClearAllForwardings=yes",
];

/** Options of a channel in that connection. */
export const CHANNEL_OPTIONS: readonly string[] = [
  "-T",
  "-o",
  "ControlMaster=no",
  "-o",
  "RemoteCommand=none",
  "-o",
  "ClearAllForwardings=yes",
  "-o",
  "ConnectTimeout=20",
];

/** Options of a connection to a port of the server, carried by that connection. */
export const FORWARD_OPTIONS: readonly string[] = [
  "-o",
  "ControlMaster=no",
  "-o",
  "RemoteCommand=none",
  "-o",
  "ConnectTimeout=20",
];

/** Arguments for what `ssh` makes of a destination: an alias of its configuration has another name on the network. */
export function buildConfigurationArguments({ configFile, user, port, host }: SshDestination): string[] {
  return [
    "-G",
    ...(configFile === undefined ? [] : ["-F", configFile]),
    ...(user === undefined ? [] : ["-l", user]),
    ...(port === undefined ? [] : ["-p", String(port)]),
    "--",
    host,
  ];
}

/** The command that connects a channel with the engine; `ssh` hands it to the login shell as one string. */
export function buildDialCommand(socketPath: string | undefined): string {
  return socketPath === undefined
    ? "docker system dial-stdio"
    : `docker --host ${quote(`unix://${socketPath}`)} system dial-stdio`;
}

export function quote(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}

export function formatSshAddress({ user, host, port, socketPath }: SshDestination): string {
  const name = host.includes(":") ? `[${host}]` : host;
  return `ssh://${user === undefined ? "" : `${user}@`}${name}${port === undefined ? "" : `:${port}`}${socketPath ?? ""}`;
}
