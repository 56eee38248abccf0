import type { UnreachableReason } from "../errors/engine-unreachable-error.ts";

// OpenSSH ends with 255 for every failure of its own and says which only in words. These are fixed English
// strings in its sources (it has no translations, and reads only LC_CTYPE), so they are matched here and nowhere else.
const MESSAGES: readonly (readonly [RegExp, UnreachableReason])[] = [
  [/REMOTE HOST IDENTIFICATION HAS CHANGED|HOST IDENTIFICATION HAS CHANGED/, "host-key-changed"],
  [/Host key verification failed/, "host-key-unknown"],
  [/Permission denied \(|Too many authentication failures/, "auth"],
  [/Could not resolve hostname/, "host-not-found"],
  [/Connection refused/, "ssh-refused"],
  [/timed out/, "timeout"],
  [/No route to host|Network is unreachable/, "network"],
  [/Connection (?:to \S+ )?closed|Connection reset|Broken pipe|Control socket connect/, "connection-lost"],
];

const SSH_FAILED = 255;
const COMMAND_NOT_FOUND = 127;
const COMMAND_NOT_EXECUTABLE = 126;

/**
 * Says why an `ssh … docker system dial-stdio` ended. `"docker"` stands for a failure of the server's `docker`
 * command itself, which takes a look at the server to tell further.
 */
export function explainSshFailure(exitCode: number | null, stderr: string): UnreachableReason | "docker" {
  if (exitCode === null) return "connection-lost";
  if (exitCode === COMMAND_NOT_FOUND || exitCode === COMMAND_NOT_EXECUTABLE) return "docker-missing";
  if (exitCode !== SSH_FAILED) return "docker";
  // A channel says nothing when the connection that carries it goes.
  if (stderr.trim() === "") return "connection-lost";
  return MESSAGES.find(([pattern]) => pattern.test(stderr))?.[1] ?? "ssh";
}
