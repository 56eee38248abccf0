import { describe, expect, test } from "vitest";
import type { Stack } from "../model/stack.ts";
import { describeStack } from "../plan/describe-stack.ts";
import type { ProxyFiles } from "./configuration/read-proxy-files.ts";
import { fillProxyFiles } from "./fill-proxy-files.ts";
import { manageProxies } from "./manage-proxies.ts";

const path = "/etc/caddy/Caddyfile";
const stack: Stack = {
  name: "shop",
  services: {
    web: { image: "web" },
    other: { image: "other", configs: [{ source: "caddyfile", target: "/app/Caddyfile" }] },
    front: {
      image: "caddy:2",
      configs: [
        { source: "caddyfile", target: path, mode: 0o400 },
        { source: "caddyfile", target: "/elsewhere" },
      ],
      volumes: [
        { type: "bind", source: "/srv/site", target: "/site" },
        { type: "volume", source: "data", target: "/data" },
      ],
    },
  },
  configs: { caddyfile: { content: "the team's" } },
};
const filesWith = (content: string): ProxyFiles =>
  new Map([["front", [{ name: "Caddyfile", path, mount: path, content, mode: 0o400 }]]]);
const files = filesWith("example.com {\n\treverse_proxy web:3000\n}\n");

describe("manageProxies", () => {
  test("gives a proxy a volume, and an empty file in place of its configuration; the rest of it stays", () => {
    const { stack: managed, proxies } = manageProxies(stack, files);
    expect(proxies).toMatchObject([
      { kind: "caddy", service: "front", volume: "gantry-front", upstreams: [{ service: "web", port: 3000 }] },
    ]);
    expect(managed.services["front"]).toEqual({
      image: "caddy:2",
      configs: [
        { source: "caddyfile", target: "/elsewhere" },
        { source: "gantry-front-0", target: path, mode: 0o400 },
      ],
      volumes: [
        { type: "bind", source: "/srv/site", target: "/site" },
        { type: "volume", source: "data", target: "/data" },
        { type: "volume", source: "gantry-front", target: "/gantry" },
      ],
    });
    expect(managed.volumes).toEqual({ "gantry-front": { name: "gantry-shop-front" } });
    expect(managed.configs).toEqual({ caddyfile: { content: "the team's" }, "gantry-front-0": { content: "" } });
    expect(managed.services["web"]).toBe(stack.services["web"]);
  });

  test("gives a proxy the files of earlier releases where a service has such", () => {
    const assets = [{ path: "/assets", folder: "/srv/assets" }];
    const web = { image: "web", "x-gantry": { assets } };
    const { stack: managed, proxies } = manageProxies({ ...stack, services: { ...stack.services, web } }, files);
    expect(proxies[0]?.assets).toEqual([{ service: "web", ...assets[0] }]);
    expect(managed.volumes?.["gantry-assets"]).toEqual({ name: "gantry-shop-assets" });
    expect(managed.services["front"]?.volumes).toContainEqual({
      ...{ type: "volume", source: "gantry-assets", target: "/gantry-assets", read_only: true },
    });
  });

  test("leaves a proxy alone that sends nothing to a service of the stack", () => {
    expect(manageProxies(stack, filesWith("example.com {\n\treverse_proxy 10.0.0.7:80\n}\n"))).toEqual({
      stack,
      proxies: [],
      unmanaged: [],
    });
  });

  test("tells of a proxy that it has to leave alone altogether", () => {
    const { proxies, unmanaged } = manageProxies(stack, filesWith("example.com {\n\treverse_proxy {$APP}\n}\n"));
    expect(proxies).toEqual([]);
    expect(unmanaged).toMatchObject([{ where: "Caddyfile:2:2" }]);
  });

  test("keeps the container's hash when the configuration alone changes, and gives it to a new container", () => {
    const describe = (content: string) => {
      const { stack: managed, proxies } = manageProxies(stack, filesWith(content));
      const contents = new Map([["configs.gantry-front-0", Buffer.alloc(0)]]);
      const desired = describeStack(managed, { engine: { apiVersion: "1.41" }, fileContents: contents });
      return fillProxyFiles(desired, proxies).services["front"]?.containers[0];
    };
    const one = describe("a.example.com {\n\treverse_proxy web:3000\n}\n");
    const two = describe("b.example.com {\n\treverse_proxy web:3000\n}\n");
    expect(one?.hash).toBe(two?.hash);
    const text = (container: typeof one) =>
      container?.spec.files.find(({ target }) => target === path)?.content.toString();
    expect(text(one)).toContain("a.example.com {");
    expect(text(two)).toContain("b.example.com {");
  });

  test("knows services by their aliases and container names", () => {
    const named: Stack = {
      ...stack,
      services: {
        ...stack.services,
        web: { image: "web", container_name: "shop_web", networks: { default: { aliases: ["app.internal"] } } },
      },
    };
    for (const host of ["shop_web", "app.internal", "web"]) {
      const { proxies } = manageProxies(named, filesWith(`example.com {\n\treverse_proxy ${host}:3000\n}\n`));
      expect(proxies[0]?.upstreams).toEqual([{ service: "web", port: 3000 }]);
    }
  });
});

describe("manageProxies of a shared proxy", () => {
  const shared: Stack = {
    ...stack,
    services: {
      web: {
        image: "web",
        networks: { default: null },
        depends_on: { front: { condition: "service_started", required: true } },
      },
      other: { image: "other", networks: { default: null } },
      front: { image: "caddy:2", ports: [{ target: 80, published: "80" }], "x-gantry": { shared: true } },
    },
  };
  const found = filesWith("{\n\tlog\n}\nexample.com {\n\treverse_proxy web:3000\n}\n");

  test("takes the service out of the stack, and lets the front reach what it sends requests to", () => {
    const { stack: managed, proxies } = manageProxies(shared, found);
    expect(Object.keys(managed.services)).toEqual(["web", "other"]);
    expect(managed.services["web"]).toMatchObject({
      networks: { default: null, "gantry-front": null },
      depends_on: {},
    });
    expect(managed.services["other"]).toEqual(shared.services["other"]);
    expect(managed.networks?.["gantry-front"]).toMatchObject({ name: "gantry-front", external: true });
    expect(managed.volumes).toBeUndefined();
    expect(proxies).toMatchObject([
      {
        service: "front",
        front: { image: "caddy:2" },
        place: { folder: "/gantry/stacks/shop", domain: ".shop.internal" },
      },
    ]);
  });

  test("writes a fragment that speaks of nothing but the stack's own folder and page", () => {
    const [file] = manageProxies(shared, found).proxies[0]?.files ?? [];
    expect(file?.path).toBe("/gantry/stacks/shop/Caddyfile");
    expect(file?.content).toMatch(/^example\.com \{\n/);
    expect(file?.content).toContain("name {file./gantry/stacks/shop/targets/web}");
    expect(file?.content).toContain("respond {file./gantry/stacks/shop/page/index.html} 503");
    const other = manageProxies({ ...shared, name: "blog" }, found).proxies[0]?.files[0];
    const bindOf = (content = "") => /bind (127\.\S+)/.exec(content)?.[1];
    expect(bindOf(file?.content)).toBeDefined();
    expect(bindOf(other?.content)).not.toBe(bindOf(file?.content));
  });

  test("gives its containers names on the front's network that no other stack's have", () => {
    const { stack: managed } = manageProxies(shared, found);
    const slots = { web: { release: 7, numbers: [2] } };
    const desired = describeStack(managed, { engine: { apiVersion: "1.44" }, slots });
    const [container] = desired.services["web"]?.containers ?? [];
    const endpoints = container?.spec.body.NetworkingConfig?.EndpointsConfig ?? {};
    expect(endpoints["gantry-front"]?.Aliases).toEqual(["web.shop.internal", "web-r7.shop.internal"]);
    expect(endpoints["shop_default"]?.Aliases).toEqual(["shop-web-2", "web", "web-r7"]);
  });

  test("refuses what the front could not reach, and a second one", () => {
    const dynamic = filesWith("example.com {\n\treverse_proxy {path} {\n\t}\n}\n");
    expect(() => manageProxies(shared, dynamic)).toThrow("the front could not reach it");
    const second = { ...shared, services: { ...shared.services, back: { "x-gantry": { shared: true } } } };
    expect(() => manageProxies(second, found)).toThrow("front is shared already");
    expect(() => manageProxies({ ...shared, name: "gantry-front" }, found)).toThrow("the name of the front itself");
  });
});
