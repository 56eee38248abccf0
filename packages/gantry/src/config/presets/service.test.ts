import { describe, expect, test } from "vitest";
import { resolveForTest } from "../testing/resolve-for-test.ts";
import { type BareServiceOptions, service } from "./service.ts";

const resolveService = (options: BareServiceOptions) =>
  resolveForTest({ name: "shop", services: { app: service(options) } });

describe("service", () => {
  test("has limits, a restart policy, rotated logs and no needless privilege", () => {
    expect(resolveService({ image: "app" }).services.app).toMatchObject({
      init: true,
      restart: "unless-stopped",
      stop_grace_period: "10s",
      security_opt: ["no-new-privileges:true"],
      cap_drop: expect.arrayContaining(["NET_RAW", "MKNOD"]),
      logging: { driver: "json-file", options: { "max-size": "10m", "max-file": "3" } },
      deploy: { resources: { limits: { memory: "512m" } } },
    });
  });

  test("does what its options say", () => {
    const { services, volumes } = resolveService({
      image: "app",
      command: ["serve", "--port", "80"],
      replicas: 2,
      resources: { memory: "1g", cpus: 0.5 },
      restart: "always",
      stopGracePeriod: "1m30s",
      volumes: ["uploads:/uploads", "./content:/content:ro", "/anonymous"],
      ports: ["127.0.0.1:9229:9229"],
      networks: ["office"],
      labels: { team: "shop" },
    });
    expect(services.app).toMatchObject({
      command: ["serve", "--port", "80"],
      deploy: { replicas: 2, resources: { limits: { memory: "1g", cpus: 0.5 } } },
      restart: "always",
      stop_grace_period: "1m30s",
      volumes: ["uploads:/uploads", "./content:/content:ro", "/anonymous"],
      ports: ["127.0.0.1:9229:9229"],
      networks: { egress: null, office: null },
      labels: { team: "shop" },
    });
    expect(volumes).toEqual({ uploads: {} });
  });

  test("names the image that it builds, and passes secrets to the build alone", () => {
    const document = resolveService({
      build: {
        context: "web",
        target: "run",
        args: { A: 1 },
        secrets: { ca: { file: "/ca.pem" }, token: { env: "TOKEN" } },
      },
    });
    const { build, image } = document.services.app ?? {};
    expect(image).toBe("shop-app");
    expect(build).toEqual({
      context: "web",
      target: "run",
      args: { A: 1 },
      secrets: [
        { source: "app-build-ca", target: "ca" },
        { source: "app-build-token", target: "token" },
      ],
    });
    expect(document.secrets).toEqual({
      "app-build-ca": { file: "/ca.pem" },
      "app-build-token": { environment: "TOKEN" },
    });
  });

  test("asks its health path with what the image has, safe from the shell", () => {
    const check = resolveService({ image: "app", port: 80, health: { http: "/o'clock?a=1&b=$2", port: 81 } }).services
      .app?.healthcheck;
    expect(check?.test[0]).toBe("CMD-SHELL");
    expect(check?.test[1]).toContain(`wget -q -O /dev/null 'http://127.0.0.1:81/o'\\''clock?a=1&b=$2'`);
    const command = resolveService({ image: "app", health: { command: ["true"] } }).services.app?.healthcheck;
    expect(command?.test).toEqual(["CMD", "true"]);
  });
});
