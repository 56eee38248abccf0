import { expect, test } from "vitest";
import { hostOf, listUrls } from "./find-urls.ts";

const port = (PrivatePort: number, PublicPort?: number, IP = "0.0.0.0") => ({
  service: "web",
  port: { IP, PrivatePort, Type: "tcp" as const, ...(PublicPort === undefined ? {} : { PublicPort }) },
});
const urls = (...published: ReturnType<typeof port>[]) => listUrls([], published, "localhost").map(({ url }) => url);

test("published ports are addresses to open, once for IPv4 and IPv6", () => {
  expect(urls(port(80, 8080), port(80, 8080, "::"))).toEqual(["http://localhost:8080"]);
});

test("the scheme's own port is left out, and 443 is TLS", () => {
  expect(urls(port(3000, 80), port(443, 443))).toEqual(["http://localhost", "https://localhost"]);
});

test("a database's port is an address, not a web page", () => {
  expect(urls(port(5432, 15432, "127.0.0.1"))).toEqual(["127.0.0.1:15432"]);
});

test("a port that is only exposed is nowhere to be opened", () => {
  expect(urls(port(80))).toEqual([]);
});

test("routes come first", () => {
  const routes = [
    { host: "shop.example.com", service: "web", port: 3000 },
    { host: ":8080", service: "web", port: 3000 },
  ];
  expect(listUrls(routes, [port(8080, 8080)], "localhost")).toEqual([
    { service: "web", url: "https://shop.example.com/" },
    { service: "web", url: "http://localhost:8080" },
  ]);
});

test("a remote engine publishes on its own host", () => {
  expect(hostOf("ssh://deploy@shop.example.com:22")).toBe("shop.example.com");
  expect(hostOf("unix:///var/run/docker.sock")).toBe("localhost");
});
