import { expect, test } from "vitest";
import { buildDialCommand, buildSshArguments, formatSshAddress, MASTER_OPTIONS } from "./ssh-destination.ts";

test("the host comes after the end of the options, so that it cannot be one", () => {
  const args = buildSshArguments({ host: "-oProxyCommand=x", user: "deploy", port: 2222 }, "/run/c");
  expect(args.slice(-2)).toEqual(["--", "-oProxyCommand=x"]);
  expect(args.slice(args.indexOf("-l"), -2)).toEqual(["-l", "deploy", "-p", "2222"]);
});

test("percent signs in the control path are not expanded", () => {
  expect(buildSshArguments({ host: "x" }, "/tmp/%h/0")).toContain("/tmp/%%h/0");
});

test("nothing turns the check of host keys off, and nothing may ask", () => {
  const args = buildSshArguments({ host: "x" }, "/run/c", MASTER_OPTIONS).join(" ");
  expect(args).not.toContain("StrictHostKeyChecking");
  expect(args).toContain("-o BatchMode=yes");
});

test("a socket's path is quoted for the server's shell", () => {
  expect(buildDialCommand(undefined)).toBe("docker system dial-stdio");
  expect(buildDialCommand("/run/it's; reboot")).toBe("docker --host 'unix:///run/it'\\''s; reboot' system dial-stdio");
});

test("an address is written as it is read", () => {
  expect(formatSshAddress({ host: "::1", user: "deploy", port: 22, socketPath: "/run/docker.sock" })).toBe(
    "ssh://deploy@[::1]:22/run/docker.sock",
  );
});
