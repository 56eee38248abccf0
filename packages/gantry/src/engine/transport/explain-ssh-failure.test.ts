import { expect, test } from "vitest";
import { explainSshFailure } from "./explain-ssh-failure.ts";

test.each([
  [
    255,
    "No ED25519 host key is known for x and you have requested strict checking.\r\nHost key verification failed.",
    "host-key-unknown",
  ],
  [
    255,
    "@    WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!     @\r\nHost key verification failed.",
    "host-key-changed",
  ],
  [255, "deploy@x: Permission denied (publickey,password).", "auth"],
  [255, "ssh: Could not resolve hostname x: Name or service not known", "host-not-found"],
  [255, "ssh: connect to host x port 22: Connection refused", "ssh-refused"],
  [255, "ssh: connect to host x port 22: Connection timed out", "timeout"],
  [255, "ssh: connect to host x port 22: No route to host", "network"],
  [255, "Connection to x closed by remote host.", "connection-lost"],
  [255, "command-line: line 0: Bad configuration option: nonsense", "ssh"],
  [255, "", "connection-lost"],
  [127, "bash: line 1: docker: command not found", "docker-missing"],
  [126, "bash: /usr/bin/docker: Permission denied", "docker-missing"],
  [1, "Cannot connect to the Docker daemon", "docker"],
  [null, "", "connection-lost"],
] as const)("exit code %s with “%s” means %s", (exitCode, stderr, reason) => {
  expect(explainSshFailure(exitCode, stderr)).toBe(reason);
});
