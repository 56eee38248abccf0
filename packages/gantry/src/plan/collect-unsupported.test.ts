import { describe, expect, it } from "vitest";
import { UserError } from "../model/error.ts";
import type { Service } from "../model/service.ts";
import { collectIgnored } from "./collect-ignored.ts";
import { collectUnsupported } from "./collect-unsupported.ts";
import { describeStack } from "./describe-stack.ts";
import { exampleStack } from "./testing/describe-example.ts";

const messages = (service: Service, apiVersion = "1.51") =>
  collectUnsupported(exampleStack({ web: service }), { apiVersion }).map(({ message }) => message);

describe("collectUnsupported", () => {
  it.each<[string, Service]>([
    ["services.web.provider", { provider: { type: "x" } }],
    ["services.web.models", { models: { m: null } }],
    ["services.web.use_api_socket", { use_api_socket: true }],
    ["services.web.credential_spec", { credential_spec: { file: "x" } }],
    ["services.web.post_start", { post_start: [{ command: ["a"] }] }],
    ["services.web.pre_stop", { pre_stop: [{ command: ["a"] }] }],
    ["services.web.deploy.mode", { deploy: { mode: "global" } }],
    ["services.web.volumes[0].type", { volumes: [{ type: "cluster", target: "/a" }] }],
    ["services.web.volumes[0].type", { volumes: [{ type: "npipe", target: "/a" }] }],
    ["services.web.container_name", { container_name: "x", scale: 2 }],
    ["services.web.configs[0].uid", { configs: [{ source: "c", target: "/etc/c", uid: "root" }] }],
    ["services.web.configs[0].target", { configs: [{ source: "c" }], read_only: true }],
    [
      "services.web.secrets[0].target",
      { secrets: [{ source: "s", target: "/app/s" }], volumes: [{ type: "bind", source: "/src", target: "/app" }] },
    ],
  ])("refuses %s by its path", (path, service) => {
    expect(messages(service)).toEqual([expect.stringContaining(`${path} `)]);
  });

  it.each<[string, Service]>([
    ["services.web.annotations", { annotations: { a: "b" } }],
    [
      "services.web.volumes[0].volume.subpath",
      { volumes: [{ type: "volume", source: "d", target: "/d", volume: { subpath: "x" } }] },
    ],
    ["services.web.volumes[0].type", { volumes: [{ type: "image", source: "i", target: "/i" }] }],
    [
      "services.web.volumes[0].bind.recursive",
      { volumes: [{ type: "bind", source: "/s", target: "/d", bind: { recursive: "readonly" } }] },
    ],
    ["services.web.networks.b.mac_address", { networks: { a: null, b: { mac_address: "02:42:ac:11:00:02" } } }],
    ["services.web.networks.a.gw_priority", { networks: { a: { gw_priority: 1 } } }],
    ["services.web.networks.a.interface_name", { networks: { a: { interface_name: "eth7" } } }],
  ])("refuses %s on an engine that is too old, and not on a new one", (path, service) => {
    const [message, ...others] = messages(service, "1.41");
    expect(others).toEqual([]);
    expect(message?.startsWith(`${path} needs an engine with API 1.4`)).toBe(true);
    expect(message).toContain("this one has 1.41");
    expect(messages(service)).toEqual([]);
  });

  it("refuses configs and secrets that a swarm would keep, when a service mounts them", () => {
    const stack = exampleStack({ web: { secrets: [{ source: "used" }] } });
    stack.secrets = { used: { external: true }, unused: { external: true } };
    expect(collectUnsupported(stack).map(({ message }) => message)).toEqual([
      expect.stringContaining("secrets.used.external "),
    ]);
  });

  it("finds nothing in a plain service", () => {
    expect(messages({ command: ["a"], deploy: { mode: "replicated" }, develop: { watch: [] } }, "1.41")).toEqual([]);
  });

  it("is thrown all at once, with positions", () => {
    const stack = exampleStack({ a: { use_api_socket: true }, b: { deploy: { mode: "global" } } });
    const positions = { at: () => ({ file: "compose.yaml", line: 3, column: 5 }) };
    const describing = () => describeStack(stack, { engine: { apiVersion: "1.51" }, positions });
    expect(describing).toThrow(UserError);
    expect(describing).toThrow(
      /2 things are not supported:\n {2}compose\.yaml:3:5: services\.a\.use_api_socket .*\n {2}compose\.yaml:3:5: services\.b\.deploy\.mode/,
    );
  });
});

describe("collectIgnored", () => {
  it("names what has no effect on a single engine", () => {
    const deploy: Service["deploy"] = {
      update_config: { parallelism: 1 },
      placement: { constraints: ["a"] },
      restart_policy: { condition: "any", delay: 1, window: 1 },
      resources: { reservations: { cpus: 1 } },
    };
    expect(collectIgnored(exampleStack({ web: { deploy } }))).toEqual(
      [
        "update_config",
        "placement",
        "resources.reservations.cpus",
        "restart_policy.delay",
        "restart_policy.window",
      ].map((key) => `services.web.deploy.${key} has no effect on a single engine.`),
    );
    expect(collectIgnored(exampleStack({ web: { deploy: { replicas: 2, placement: {} } } }))).toEqual([]);
  });
});
