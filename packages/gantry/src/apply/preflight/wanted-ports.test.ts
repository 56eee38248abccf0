import { expect, test } from "vitest";
import type { Operation } from "../../plan/operation.ts";
import { collide, freedContainers, wantedPorts } from "./wanted-ports.ts";

const create = (bindings: Record<string, { HostIp?: string; HostPort?: string }[]>): Operation => ({
  type: "create-container",
  id: "create/web",
  reason: "",
  after: [],
  gates: [],
  until: "ready",
  service: "web",
  number: 1,
  name: "shop-web-1",
  spec: { body: { Image: "web", HostConfig: { PortBindings: bindings } }, extraNetworks: [], files: [] },
});

test("only ports that are fixed are wanted", () => {
  const operation = create({
    "80/tcp": [{ HostIp: "127.0.0.1", HostPort: "8080" }, { HostPort: "" }],
    "53/udp": [{ HostPort: "53" }],
    "90/tcp": [{ HostPort: "9000-9010" }],
  });
  expect(wantedPorts([operation])).toEqual([
    { service: "web", address: "127.0.0.1", port: 8080, protocol: "tcp" },
    { service: "web", address: "", port: 53, protocol: "udp" },
  ]);
});

const at = (address: string, port = 80, protocol = "tcp") => ({ address, port, protocol });

test.each([
  [at(""), at("127.0.0.1"), true],
  [at("127.0.0.1"), at("0.0.0.0"), true],
  [at("127.0.0.1"), at("127.0.0.1"), true],
  [at("127.0.0.1"), at("10.0.0.1"), false],
  [at(""), at("", 81), false],
  [at("", 53), at("", 53, "udp"), false],
])("%j and %j collide: %s", (a, b, expected) => {
  expect(collide(a, b)).toBe(expected);
});

test("what a plan stops or replaces gives its ports free", () => {
  const { spec, ...step } = create({}) as Extract<Operation, { type: "create-container" }>;
  const operations: Operation[] = [
    { ...step, type: "replace-container", old: { id: "a", name: "shop-web-1", running: true }, spec },
    { ...step, type: "remove-container", containerId: "b", running: true, volumes: false },
  ];
  expect(freedContainers(operations)).toEqual(new Set(["a", "b"]));
});
