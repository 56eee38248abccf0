import { expect, test } from "vitest";
import { EngineAddressError } from "../errors/engine-address-error.ts";
import { parseEngineAddress } from "./parse-engine-address.ts";

test.each([
  ["unix:///var/run/docker.sock", { scheme: "unix", path: "/var/run/docker.sock" }],
  ["ssh://host", { scheme: "ssh", host: "host" }],
  ["ssh://deploy@host:2222", { scheme: "ssh", host: "host", user: "deploy", port: 2222 }],
  [
    "ssh://deploy@[::1]/run/user/1000/docker.sock",
    { scheme: "ssh", host: "::1", user: "deploy", socketPath: "/run/user/1000/docker.sock" },
  ],
  ["tcp://10.0.0.1", { scheme: "tcp", host: "10.0.0.1" }],
  ["tcp://host:2376/", { scheme: "tcp", host: "host", port: 2376 }],
])("%s is understood", (value, expected) => {
  expect(parseEngineAddress(value)).toEqual(expected);
});

test.each([
  ["npipe:////./pipe/docker_engine", "unknown-scheme"],
  ["fd://", "unknown-scheme"],
  ["/var/run/docker.sock", "malformed"],
  ["unix://docker.sock", "malformed"],
  ["ssh://", "malformed"],
  ["ssh://-oProxyCommand=x", "malformed"],
  ["tcp://host/path", "malformed"],
])("%s is refused as %s", (value, problem) => {
  const parse = () => parseEngineAddress(value);
  expect(parse).toThrow(EngineAddressError);
  expect(parse).toThrow(expect.objectContaining({ problem }));
});

test("a password in an address is refused and not repeated", () => {
  const parse = () => parseEngineAddress("ssh://deploy:hunter2@host");
  expect(parse).toThrow(EngineAddressError);
  expect(parse).not.toThrow("hunter2");
});
