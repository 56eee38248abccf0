import { expect, test } from "vitest";
import { exampleStack } from "../testing/describe-example.ts";
import { budgetMemory } from "./memory-budget.ts";

const mebi = 1 << 20;
const stack = exampleStack({
  web: { deploy: { replicas: 2, resources: { limits: { memory: 512 * mebi } } } },
  db: { mem_limit: 1024 * mebi },
  worker: {},
});

test("old and new containers of a rolled service count together", () => {
  const roll = { service: "web", reason: "image", alias: "web-r2", next: ["shop-web-3", "shop-web-4"] };
  const old = [
    { id: "a", name: "shop-web-1" },
    { id: "b", name: "shop-web-2" },
  ];
  const budget = budgetMemory(stack, { rolls: [{ ...roll, old }] }, 4096 * mebi);
  expect(budget.rows).toEqual([
    { service: "web", limit: 512 * mebi, replicas: 2, surge: 2, total: 2048 * mebi },
    { service: "db", limit: 1024 * mebi, replicas: 1, surge: 0, total: 1024 * mebi },
    { service: "worker", replicas: 1, surge: 0 },
  ]);
  expect(budget.total).toBe(3072 * mebi);
  expect(budget.unlimited).toEqual(["worker"]);
});

test("a first release has nothing beside it", () => {
  const roll = {
    service: "web",
    reason: "not there yet",
    alias: "web-r1",
    next: ["shop-web-1", "shop-web-2"],
    old: [],
  };
  const { rows, total } = budgetMemory(stack, { rolls: [roll] }, 4096 * mebi);
  expect(rows[0]).toMatchObject({ surge: 0, total: 1024 * mebi });
  expect(total).toBe(2048 * mebi);
});
