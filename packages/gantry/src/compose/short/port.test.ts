import { describe, expect, test } from "vitest";
import { scalar } from "../node.ts";
import { toPlain } from "../to-plain.ts";
import { expandPort } from "./port.ts";

function expand(spec: string | number): unknown[] | string {
  const problems: string[] = [];
  const ports = expandPort(scalar(spec), { fail: (problem) => problems.push(problem) });
  return problems[0] ?? ports.map(toPlain);
}

describe("a port in short syntax", () => {
  test.each<[string | number, object[]]>([
    [80, [{ target: 80, protocol: "tcp" }]],
    ["80", [{ target: 80, protocol: "tcp" }]],
    ["80/", [{ target: 80, protocol: "tcp" }]],
    ["8080:80", [{ target: 80, published: "8080", protocol: "tcp" }]],
    ["53:53/UDP", [{ target: 53, published: "53", protocol: "udp" }]],
    ["0:80", [{ target: 80, published: "0", protocol: "tcp" }]],
    [":80", [{ target: 80, protocol: "tcp" }]],
    ["127.0.0.1:8080:80", [{ target: 80, published: "8080", host_ip: "127.0.0.1", protocol: "tcp" }]],
    ["127.0.0.1::80", [{ target: 80, host_ip: "127.0.0.1", protocol: "tcp" }]],
    ["[::1]:8080:80", [{ target: 80, published: "8080", host_ip: "::1", protocol: "tcp" }]],
    ["8000-8010:80", [{ target: 80, published: "8000-8010", protocol: "tcp" }]],
    [
      "90-91:80-81",
      [
        { target: 80, published: "90", protocol: "tcp" },
        { target: 81, published: "91", protocol: "tcp" },
      ],
    ],
    [
      "80-81/sctp",
      [
        { target: 80, protocol: "sctp" },
        { target: 81, protocol: "sctp" },
      ],
    ],
  ])("%j", (spec, expected) => {
    expect(expand(spec)).toEqual(expected);
  });

  test.each([
    ["", "it has no container port"],
    ["80:", "it has no container port"],
    ["http", '"http" is not a port from 1 to 65535'],
    ["80:0", '"0" is not a port from 1 to 65535'],
    ["99999", '"99999" is not a port from 1 to 65535'],
    ["82-80", '"82-80" is not a port'],
    ["99999:80", '"99999" is not a port from 0 to 65535'],
    ["90-91:80-82", "the ranges 90-91 and 80-82 have different lengths"],
    ["90:80-82", "the ranges 90 and 80-82 have different lengths"],
    ["localhost:80:80", '"localhost" is not an IP address'],
    ["80:80/http", '"http" is not tcp, udp or sctp'],
    ["::1:80:80", "is not a port mapping"],
    ["80/tcp/udp", "is not a port mapping"],
    [-1, "is not a port"],
  ])("%j is refused", (spec, problem) => {
    expect(expand(spec)).toContain(problem);
  });
});
