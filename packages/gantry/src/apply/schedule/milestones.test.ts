import { expect, test } from "vitest";
import type { CreateContainer, Gate, Operation, ReplaceContainer } from "../../plan/operation.ts";
import { toMilestones } from "./milestones.ts";

const spec = { body: { Image: "web" }, extraNetworks: [], files: [] };

function create(service: string, gates: Partial<Gate>[] = [], changes: Partial<CreateContainer> = {}): CreateContainer {
  return {
    type: "create-container",
    id: `create/${service}`,
    reason: "not there yet",
    after: [],
    service,
    number: 1,
    name: `shop-${service}-1`,
    until: "ready",
    spec,
    gates: gates.map((gate) => ({
      operation: "create/db",
      service: "db",
      condition: "service_started",
      required: true,
      before: "start",
      ...gate,
    })),
    ...changes,
  };
}

const needsOf = (operations: Operation[], id: string, options = {}) =>
  toMilestones(operations, options)
    .find((task) => task.id === id)
    ?.needs.map(({ task }) => task);

test("a container is created, started, and then waited for", () => {
  expect(toMilestones([create("db")]).map(({ id, last }) => [id, last])).toEqual([
    ["create/db#created", false],
    ["create/db#started", false],
    ["create/db#ready", true],
  ]);
});

test.each([
  ["service_started", "create/db#started"],
  ["service_healthy", "create/db#ready"],
  ["service_completed_successfully", "create/db#completed"],
] as const)("%s holds the start back until %s, not the creation", (condition, need) => {
  const operations = [create("db"), create("web", [{ condition }])];
  expect(needsOf(operations, "create/web#started")).toEqual(["create/web#created", need]);
  expect(needsOf(operations, "create/web#created")).toEqual([]);
  expect(toMilestones(operations).map(({ id }) => id)).toContain(need);
});

test("a shared namespace holds the creation back too", () => {
  const operations = [create("db"), create("web", [{ before: "create" }])];
  expect(needsOf(operations, "create/web#created")).toEqual(["create/db#started"]);
});

test("a job is done when it has ended, and is not expected to be healthy", () => {
  expect(toMilestones([create("migrate", [], { until: "completed" })]).map(({ id }) => id)).toEqual([
    "create/migrate#created",
    "create/migrate#started",
    "create/migrate#completed",
  ]);
});

test("completion is waited for beside readiness, not after it", () => {
  const operations = [
    create("db", [], { until: "completed" }),
    create("web", [{ condition: "service_healthy" }, { condition: "service_completed_successfully" }]),
  ];
  expect(needsOf(operations, "create/db#ready")).toEqual(["create/db#started"]);
  expect(needsOf(operations, "create/db#completed")).toEqual(["create/db#started"]);
});

test("nothing is touched before every image is there", () => {
  const pull: Operation = {
    type: "pull-image",
    id: "pull/web",
    reason: "",
    after: [],
    image: "web",
    services: ["web"],
  };
  const network: Operation = {
    type: "create-network",
    id: "network/front",
    reason: "",
    after: [],
    network: "front",
    name: "shop_front",
    body: { Name: "shop_front" },
  };
  const operations = [network, create("web", [], { after: ["network/front"] }), pull];
  expect(needsOf(operations, "network/front#done")).toEqual(["pull/web#done"]);
  expect(needsOf(operations, "create/web#created")).toEqual(["network/front#done", "pull/web#done"]);
  expect(needsOf(operations, "pull/web#done")).toEqual([]);
});

test("the predecessor is removed last, once the successor is ready, even when nobody waits", () => {
  const { spec: _, ...step } = create("web");
  const replace: ReplaceContainer = {
    ...step,
    type: "replace-container",
    id: "replace/web",
    old: { id: "abc", name: "shop-web-1", running: true },
    spec,
  };
  expect(toMilestones([replace], { wait: false }).map(({ milestone }) => milestone)).toEqual([
    "created",
    "started",
    "ready",
    "retired",
  ]);
});

test("without waiting, only what a gate asks for is waited for", () => {
  const operations = [create("db"), create("web", [{ condition: "service_healthy" }])];
  expect(toMilestones(operations, { wait: false }).map(({ id }) => id)).toEqual([
    "create/db#created",
    "create/db#started",
    "create/db#ready",
    "create/web#created",
    "create/web#started",
  ]);
});

test("a dependency is stopped once its dependents are, and not only once they are gone", () => {
  const remove = (service: string, after: string[] = []): Operation => ({
    type: "remove-container",
    id: `remove/${service}`,
    reason: "the project goes down",
    after,
    service,
    number: 1,
    name: `shop-${service}-1`,
    containerId: service,
    running: true,
    volumes: false,
  });
  const network: Operation = {
    type: "remove-network",
    id: "remove-network/default",
    reason: "the project goes down",
    after: ["remove/web", "remove/db"],
    network: "default",
    name: "shop_default",
    networkId: "1",
  };
  const operations = [remove("web"), remove("db", ["remove/web"]), network];
  expect(needsOf(operations, "remove/db#stopped")).toEqual(["remove/web#stopped"]);
  expect(needsOf(operations, "remove/db#done")).toEqual(["remove/db#stopped"]);
  expect(needsOf(operations, "remove-network/default#done")).toEqual(["remove/web#done", "remove/db#done"]);
});
