import { expect, test } from "vitest";
import { describeStack } from "../../plan/describe-stack.ts";
import { frontFiles, frontStack } from "./front-stack.ts";

const describe = (image = "caddy:2-alpine") =>
  describeStack(frontStack({ image, ports: [{ target: 80, published: "80" }] }), {
    engine: { apiVersion: "1.44" },
    fileContents: frontFiles,
  });

test("the front mounts the volumes that are its own, and none of another's", () => {
  const { services, volumes } = describe();
  const body = services["caddy"]?.containers[0]?.spec.body;
  const own = Object.values(volumes).map(({ name }) => name);
  expect(body?.HostConfig?.Mounts?.map(({ Source }) => Source).toSorted()).toEqual(own.toSorted());
  expect(own.every((name) => name.startsWith("gantry-front_"))).toBe(true);
});

test("the network of the stacks leads nowhere, and the front publishes on another one", () => {
  const { services, networks } = describe();
  expect(networks["stacks"]?.body).toMatchObject({ Name: "gantry-front", Internal: true });
  const endpoints = services["caddy"]?.containers[0]?.spec.body.NetworkingConfig?.EndpointsConfig;
  expect(Object.keys(endpoints ?? {})).toEqual(["gantry-front_egress", "gantry-front"]);
});

test("the front is never replaced without being named, and brings its Caddyfile along", () => {
  const { services } = describe();
  expect(services["caddy"]?.stateful).toBe(true);
  const [file] = services["caddy"]?.containers[0]?.spec.files ?? [];
  expect(Buffer.from(file?.content ?? "").toString()).toContain("import /gantry/stacks/*/Caddyfile");
});
