import { describe, expect, test } from "vitest";
import { resolveForTest } from "../testing/resolve-for-test.ts";
import { type NginxOptions, nginx } from "./nginx.ts";
import { service } from "./service.ts";

const web = service({ image: "web", port: 3000 });

const resolveNginx = (options: NginxOptions, environment = "production") =>
  resolveForTest({ name: "shop", services: { web }, proxy: nginx(options) }, { environment });

describe("nginx", () => {
  test("publishes plain HTTP, and carries its configuration in the stack", () => {
    const { services, configs } = resolveNginx({ routes: { "a.example.com": web } });
    expect(services.proxy?.ports).toEqual(["80:80"]);
    expect(services.proxy).toMatchObject({ image: "nginx:alpine", cap_drop: ["ALL"] });
    expect(services.proxy?.configs).toEqual([{ source: "proxy-nginx", target: "/etc/nginx/conf.d/default.conf" }]);
    expect(configs["proxy-nginx"]?.content).toContain("set $upstream web:3000;");
  });

  test("mounts its certificate as secrets, outside of development", () => {
    const options = { routes: { "a.example.com": web }, tls: { certificate: "./cert.pem", key: "./key.pem" } };
    const { services, configs } = resolveNginx(options);
    expect(services.proxy?.ports).toEqual(["80:80", "443:443"]);
    expect(services.proxy?.secrets).toEqual(["proxy-certificate", "proxy-certificate-key"]);
    expect(configs["proxy-nginx"]?.content).toContain("ssl_certificate /run/secrets/proxy-certificate;");
    const local = resolveNginx(options, "development").services.proxy;
    expect(local?.ports).toEqual(["127.0.0.1:8080:80"]);
    expect(local?.secrets).toBeUndefined();
  });

  test("says where it answers", () => {
    expect(resolveNginx({ routes: { "a.example.com": { "/app": web } } })["x-gantry"]?.routes).toEqual([
      { host: "a.example.com", path: "/app", service: "web", port: 3000 },
    ]);
  });

  test("reports what cannot work", () => {
    const options = { routes: { "a b": web }, redirects: { "www.example.com": "example.com" }, maxBody: "10" as never };
    expect(() => resolveNginx(options)).toThrow(
      /proxy\.routes\."a b": neither[\s\S]*proxy\.redirects\."www\.example\.com": "example\.com" is not a URL or a path[\s\S]*proxy\.maxBody: "10" is not a size/,
    );
  });
});
