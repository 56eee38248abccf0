import { expect, test } from "vitest";
import type { CreateContainer } from "../../plan/operation.ts";
import { refuseSharedPorts } from "./refuse-shared-ports.ts";

const create = (
  service: string,
  number: number,
  HostIp: string,
  more: Partial<CreateContainer> = {},
): CreateContainer => ({
  type: "create-container",
  id: `create/${service}-${number}`,
  reason: "",
  after: [],
  gates: [],
  until: "ready",
  service,
  number,
  name: `shop-${service}-${number}`,
  spec: {
    body: { Image: service, HostConfig: { PortBindings: { "80/tcp": [{ HostIp, HostPort: "8080" }] } } },
    extraNetworks: [],
    files: [],
  },
  ...more,
});

test("two containers that are to have one port are refused before anything is changed, each by its service", () => {
  const operations = [create("web", 1, "127.0.0.1"), create("api", 1, ""), create("api", 2, "")];
  expect(() => refuseSharedPorts(operations)).toThrow(
    expect.objectContaining({
      code: "port-taken",
      issues: [
        { message: "services.api.ports: port 8080 is published by the service web too." },
        { message: "services.api.ports: port 8080 is published by the service web too." },
      ],
    }),
  );
  expect(() => refuseSharedPorts(operations.slice(1))).toThrow(
    "is published by another container of the same service too",
  );
});

test("ports at different addresses, and that of a job which ends, are nobody else's", () => {
  refuseSharedPorts([create("web", 1, "127.0.0.1"), create("api", 1, "127.0.0.2")]);
  refuseSharedPorts([create("certbot", 1, "", { until: "completed" }), create("proxy", 1, "")]);
});
