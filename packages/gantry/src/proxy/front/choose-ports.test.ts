import { describe, expect, test } from "vitest";
import type { Port } from "../../model/service.ts";
import { choosePorts, portsOf } from "./choose-ports.ts";

const http: Port = { target: 80, published: "80" };
const https: Port = { target: 443, published: "443" };
const quic: Port = { target: 443, published: "443", protocol: "udp" };
const choose = (wanted: Port[], present: Port[] | undefined, others: string[] = ["shop"]) =>
  choosePorts(wanted, { service: "proxy", present, others });

describe("choosePorts", () => {
  test("gives the first stack what it wants", () => {
    expect(choose([http], undefined)).toEqual([http]);
  });

  test("leaves a front alone that has what is wanted, and more", () => {
    const present = [http, https, quic];
    expect(choose([http], present)).toBe(present);
    expect(choose([{ ...http, protocol: "tcp" }], present)).toBe(present);
  });

  test("refuses what the front has not, by the names of those that it serves", () => {
    expect(() => choose([http, { ...https, host_ip: "127.0.0.1" }], [http, quic], ["shop", "docs"])).toThrow(
      'services.proxy.ports: the front of this host publishes 80:80, 443:443/udp for "shop", "docs", and not 127.0.0.1:443:443.',
    );
  });

  test("changes the ports for the only stack that the front serves", () => {
    expect(choose([http], [quic], [])).toEqual([http]);
  });
});

test("portsOf reads what a stack has said from the container that was made of it", () => {
  const bindings = {
    "80/tcp": [{ HostIp: "", HostPort: "8080" }],
    "443/udp": [{ HostIp: "127.0.0.1", HostPort: "443" }],
  };
  expect(portsOf(bindings)).toEqual([
    { target: 80, published: "8080" },
    { target: 443, published: "443", host_ip: "127.0.0.1", protocol: "udp" },
  ]);
});
