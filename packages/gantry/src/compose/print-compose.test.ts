import { expect, test } from "vitest";
import { parse } from "yaml";
import type { Stack } from "../model/stack.ts";
import { printCompose, toComposeObject } from "./print-compose.ts";

const stack: Stack = {
  name: "shop",
  services: {
    web: {
      image: "nginx",
      command: ["sh", "-c", "echo $HOME"],
      labels: { "a.$b": "1" },
      mem_limit: 1024,
      memswap_limit: -1,
      stop_grace_period: 90e9,
      healthcheck: { test: ["CMD", "true"], interval: 1.5e9, start_period: 0 },
      secrets: [{ source: "key", target: "/run/secrets/key", mode: 0o440 }],
      ulimits: { core: 0, nofile: { soft: 0, hard: 5 } },
      depends_on: { gone: { condition: "service_started", required: false } },
      "x-gantry": { preset: "nginx", stateful: false },
      "x-own": { kept: true },
    },
  },
  networks: { default: { name: "shop_default", ipam: { options: { a: "b" } } } },
  secrets: { key: { name: "shop_key", file: "/k" } },
  "x-gantry": { routes: [{ host: "a.example", service: "web", port: 80 }] },
};

test("a stack has the shape of docker compose config --format json", () => {
  expect(toComposeObject(stack)).toEqual({
    name: "shop",
    services: {
      web: {
        image: "nginx",
        command: ["sh", "-c", "echo $$HOME"],
        entrypoint: null,
        labels: { "a.$$b": "1" },
        mem_limit: "1024",
        memswap_limit: "-1",
        stop_grace_period: "1m30s",
        healthcheck: { test: ["CMD", "true"], interval: "1.5s", start_period: "0s" },
        secrets: [{ source: "key", target: "/run/secrets/key", mode: "0440" }],
        ulimits: { core: {}, nofile: { hard: 5 } },
        depends_on: { gone: { condition: "service_started", required: false } },
        "x-gantry": { preset: "nginx", stateful: false },
      },
    },
    networks: { default: { name: "shop_default", ipam: {} } },
    secrets: { key: { name: "shop_key", file: "/k" } },
    "x-gantry": { routes: [{ host: "a.example", service: "web", port: 80 }] },
  });
});

test("a stack printed as a file has everything, and nothing that a reader refuses", () => {
  const { services, networks } = parse(printCompose(stack));
  expect(services.web).toMatchObject({
    command: ["sh", "-c", "echo $$HOME"],
    labels: { "a.$b": "1" },
    memswap_limit: -1,
    ulimits: { core: 0, nofile: { soft: 0, hard: 5 } },
    "x-own": { kept: true },
  });
  expect(services.web).not.toHaveProperty("depends_on");
  expect(networks.default.ipam).toEqual({ options: { a: "b" } });
});

test("texts that are not interpolated yet are printed as they are", () => {
  expect(parse(printCompose(stack, { uninterpolated: true })).services.web.command).toEqual(["sh", "-c", "echo $HOME"]);
});
