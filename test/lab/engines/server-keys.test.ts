import { expect, test } from "vitest";
import { renderSshConfig } from "./server-keys.ts";

test("ssh's configuration knows the server by its name and by its loopback address, and trusts only the lab's host key", () => {
  const text = renderSshConfig("trixie", {
    sshHost: "ssh://root@127.0.0.1:40022",
    port: 40022,
    identity: "/lab/my keys/id",
    knownHosts: "/lab/known",
    sshConfig: "/lab/config",
  });
  expect(text).toContain("Host gantry-lab-trixie\n  HostName 127.0.0.1\n  Port 40022\n");
  expect(text).toContain('IdentityFile "/lab/my keys/id"');
  expect(text).toContain("StrictHostKeyChecking yes");
});
