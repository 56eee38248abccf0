const SENTENCES = {
  refused: "nothing accepts connections there",
  "ssh-refused": "nothing accepts SSH connections there",
  "no-socket": "there is no such socket; the engine is not running, or not there",
  permission: "this user may not use the engine's socket",
  timeout: "it did not answer in time",
  "connection-lost": "the connection was lost",
  "host-not-found": "the host name does not resolve",
  network: "there is no route to the host",
  "host-key-unknown": "its SSH host key is not known yet",
  "host-key-changed": "its SSH host key is not the one that is known for this host",
  auth: "the SSH server accepts none of the keys offered",
  "ssh-missing": "there is no `ssh` command on this machine",
  ssh: "the SSH connection failed",
  "docker-missing": "there is no `docker` command on the server",
  tls: "the TLS connection failed",
  "not-an-engine": "what answers there is no Docker engine",
  closed: "this connection was closed by the program itself",
  other: "the connection failed",
} as const;

/** Why an engine cannot be reached. */
export type UnreachableReason = keyof typeof SENTENCES;

/** No engine answered. */
export class EngineUnreachableError extends Error {
  override readonly name = "EngineUnreachableError";
  readonly code = "engine-unreachable";
  readonly address: string;
  readonly reason: UnreachableReason;
  /** What the system, `ssh` or the server's `docker` said about it; may be empty. */
  readonly detail: string;

  constructor(address: string, reason: UnreachableReason, options: { detail?: string; cause?: unknown } = {}) {
    const detail = options.detail?.trim() ?? "";
    super(`The engine at ${address} cannot be reached: ${SENTENCES[reason]}.${detail === "" ? "" : ` (${detail})`}`, {
      cause: options.cause,
    });
    this.address = address;
    this.reason = reason;
    this.detail = detail;
  }
}
