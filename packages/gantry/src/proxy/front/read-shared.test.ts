import { describe, expect, test } from "vitest";
import type { Service } from "../../model/service.ts";
import type { FoundFile } from "../configuration/read-proxy-files.ts";
import { readShared } from "./read-shared.ts";

const path = "/etc/caddy/Caddyfile";
const file = (content: string, more: Partial<FoundFile> = {}): FoundFile => ({
  ...{ name: "Caddyfile", path, mount: path, content },
  ...more,
});
const site = "a.test {\n\treverse_proxy web:3000\n}\n";
const read = (content: string, service: Service = {}, ...others: FoundFile[]) =>
  readShared("proxy", service, [...others, file(content)]);

describe("readShared", () => {
  test("takes the sites, the image and the ports of a service", () => {
    const ports = [{ target: 80, published: "8080" }];
    const { wish, caddyfile } = read(`# Ours.\n{\n\tlog {\n\t\texclude admin.api\n\t}\n}\n\n${site}`, {
      ...{ image: "caddy:2.10", ports },
      volumes: [{ type: "volume", source: "data", target: "/data" }],
    });
    expect(wish).toEqual({ image: "caddy:2.10", ports });
    expect(caddyfile.content).toBe(site);
  });

  test("publishes the web's ports for a service that publishes none", () => {
    expect(read(site).wish.ports.map(({ target, protocol }) => [target, protocol])).toEqual([
      [80, undefined],
      [443, undefined],
      [443, "udp"],
    ]);
    expect(read(site).caddyfile.content).toBe(site);
  });

  test("fills in the variables of a service, which the front has not", () => {
    const { caddyfile } = read("{$HOST} {\n\theader X {env.X}\n\trespond {$SAY:hi}\n}\n", {
      environment: { HOST: "b.test", X: "y" },
    });
    expect(caddyfile.content).toBe("b.test {\n\theader X y\n\trespond hi\n}\n");
  });

  const refused: [string, string, Service, FoundFile[], string][] = [
    ["an option of the whole Caddy", `{\n\temail a@b.test\n}\n${site}`, {}, [], 'Caddyfile:2:2: "email" is an option'],
    [
      "a port that the front has not",
      "a.test:8443 {\n}\n",
      {},
      [],
      "a.test:8443 is on a port that the front does not have",
    ],
    [
      "a published port of another kind",
      site,
      { ports: [{ target: 9000 }] },
      [],
      "services.proxy.ports: 9000 is no port",
    ],
    [
      "files of the service",
      site,
      { volumes: [{ type: "bind", source: "/srv/site", target: "/site" }], secrets: [{ source: "key" }] },
      [],
      "services.proxy.volumes: /site is not in the front",
    ],
    ["more than one file", site, {}, [file("", { name: "b", path: "/etc/caddy/b" })], "takes one Caddyfile, and b is"],
  ];
  test.each(refused)("refuses %s", (_, content, service, others, message) => {
    expect(() => read(content, service, ...others)).toThrow(message);
  });

  test("refuses a service that is no Caddy", () => {
    expect(() => readShared("proxy", {}, [])).toThrow("no Caddyfile at /etc/caddy/Caddyfile");
  });
});
