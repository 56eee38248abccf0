import { expect, test } from "vitest";
import { noPositions } from "../../model/position.ts";
import type { LoadedStack } from "../../model/stack.ts";
import { enableServices } from "./enable-services.ts";

const loaded: LoadedStack = {
  stack: { name: "shop", services: { web: {} } },
  inactive: { debug: { profiles: ["tools"] }, shell: { profiles: ["tools", "more"] }, other: { profiles: ["more"] } },
  environment: "default",
  directory: "/",
  files: [],
  positions: noPositions,
  warnings: [],
  sensitive: new Set(),
  variables: {},
};

test("naming a service activates its profiles, for every service that has one of them", () => {
  const { stack, inactive } = enableServices(loaded, ["debug", "web"]);
  expect(Object.keys(stack.services)).toEqual(["web", "debug", "shell"]);
  expect(Object.keys(inactive)).toEqual(["other"]);
});

test("naming active services changes nothing", () => {
  expect(enableServices(loaded, ["web", "nobody"])).toBe(loaded);
});
