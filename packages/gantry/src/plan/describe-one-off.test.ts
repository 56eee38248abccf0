import { describe, expect, it } from "vitest";
import type { Service } from "../model/service.ts";
import { describeOneOff, type OneOffOptions } from "./describe-one-off.ts";
import { exampleStack } from "./testing/describe-example.ts";

const service: Service = {
  image: "app:1",
  command: ["serve"],
  environment: { A: "1", B: "2" },
  ports: [{ target: 80, published: "8080" }],
  restart: "always",
  healthcheck: { test: ["CMD", "true"] },
  container_name: "fixed",
  volumes: [{ type: "volume", source: "data", target: "/d" }],
  depends_on: { db: { condition: "service_healthy", required: true } },
};
const stack = exampleStack({ db: {}, web: service }, { volumes: { data: { name: "shop_data" } } });
const oneOff = (options: Partial<OneOffOptions> = {}) =>
  describeOneOff(stack, "web", { engine: { apiVersion: "1.41" }, suffix: "abc", ...options });

describe("describeOneOff", () => {
  it("is the service without its ports, restarts, health check and names", () => {
    const { name, spec } = oneOff();
    expect(name).toBe("shop-web-run-abc");
    expect(spec.body).toMatchObject({ Image: "app:1", Cmd: ["serve"], Env: ["A=1", "B=2"] });
    expect(spec.body.Healthcheck).toBeUndefined();
    expect(spec.body.HostConfig?.PortBindings).toBeUndefined();
    expect(spec.body.HostConfig?.RestartPolicy).toBeUndefined();
    expect(spec.body.NetworkingConfig?.EndpointsConfig).toEqual({ shop_default: { Aliases: ["shop-web-run-abc"] } });
    expect(spec.body.Labels).toMatchObject({
      "com.docker.compose.oneoff": "True",
      "com.docker.compose.service": "web",
      "com.docker.compose.depends_on": "db:service_healthy:false",
    });
  });

  it("takes what the command line says", () => {
    const { name, spec } = oneOff({
      command: ["migrate"],
      entrypoint: ["sh", "-c"],
      environment: { B: "3" },
      user: "5",
      workingDir: "/w",
      labels: { l: "1" },
      volumes: [{ type: "bind", source: "/s", target: "/d", bind: { create_host_path: true } }],
      servicePorts: true,
      tty: true,
      stdin: true,
      autoRemove: true,
      name: "mine",
    });
    expect(name).toBe("mine");
    expect(spec.body).toMatchObject({
      Cmd: ["migrate"],
      Entrypoint: ["sh", "-c"],
      Env: ["A=1", "B=3"],
      User: "5",
      WorkingDir: "/w",
      Tty: true,
      OpenStdin: true,
      StdinOnce: true,
      AttachStdin: true,
      HostConfig: {
        AutoRemove: true,
        Binds: ["/s:/d:rw"],
        PortBindings: { "80/tcp": [{ HostIp: "", HostPort: "8080" }] },
      },
    });
    expect(spec.body.HostConfig?.Mounts).toBeUndefined();
    expect(spec.body.Labels).toMatchObject({ l: "1" });
  });

  it("drops the service's command with its entrypoint", () => {
    expect(oneOff({ entrypoint: ["sh"] }).spec.body.Cmd).toEqual([]);
  });
});
