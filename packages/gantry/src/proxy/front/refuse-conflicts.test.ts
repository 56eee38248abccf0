import { describe, expect, test } from "vitest";
import { printMaintenance } from "../caddy/print-managed.ts";
import { placeInFront } from "./front-names.ts";
import { refuseConflicts } from "./refuse-conflicts.ts";

const site = (...addresses: string[]) => `${addresses.join(", ")} {\n\trespond ok\n}\n`;
const others = (content: string) => new Map([["shop", content]]);

describe("refuseConflicts", () => {
  const conflicts: [string, string, string, string][] = [
    ["the same host", site("a.example.com"), site("a.example.com"), "a.example.com belongs"],
    [
      "another way to write it",
      site("http://A.example.com"),
      site("https://a.example.com:443"),
      "a.example.com belongs",
    ],
    ["a host below another path", site("a.example.com/blog"), site("a.example.com"), "a.example.com belongs"],
    ["one of several", site("b.test", "a.test"), site("c.test", "a.test"), "a.test belongs"],
    ["the same wildcard", site("*.example.com"), site("*.example.com"), "*.example.com belongs"],
    ["any host by its port and by its scheme", site(":80"), site("http://"), "any host on port 80 belongs"],
    ["any host over TLS", site("https://"), site(":443"), "any host on port 443 belongs"],
  ];
  test.each(conflicts)("names the owner of %s", (_, wanted, had, message) => {
    expect(() => refuseConflicts("blog", wanted, others(had))).toThrow(
      `routes: ${message} to the stack "shop" on this host.`,
    );
  });

  const peaceful: [string, string, string][] = [
    ["another host", site("a.example.com"), site("b.example.com")],
    ["a name below a wildcard", site("a.example.com"), site("*.example.com")],
    ["a name beside any other on the same port", site("http://a.example.com"), site(":80")],
    ["any host on another port", site(":80"), site(":443")],
    [
      "the maintenance pages",
      printMaintenance([3000], placeInFront("blog")),
      printMaintenance([3000], placeInFront("shop")),
    ],
  ];
  test.each(peaceful)("lets %s be, since no order decides who gets a request", (_, wanted, had) => {
    expect(() => refuseConflicts("blog", wanted, others(had))).not.toThrow();
  });

  test("lets a stack have what it has already", () => {
    expect(() => refuseConflicts("shop", site("a.test"), others(site("a.test")))).not.toThrow();
  });

  test("tells of all of them at once", () => {
    const had = new Map([
      ["shop", site("a.test")],
      ["docs", site("b.test")],
    ]);
    expect(() => refuseConflicts("blog", site("a.test", "b.test"), had)).toThrow(/"shop".*\n.*"docs"/);
  });
});
