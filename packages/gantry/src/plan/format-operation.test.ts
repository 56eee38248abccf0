import { describe, expect, it } from "vitest";
import { formatOperation, planToJson, summarizePlan, toPlannedStep } from "./format-operation.ts";
import type { Plan } from "./plan.ts";
import { planUp } from "./plan-up.ts";
import { describeExample, exampleImage } from "./testing/describe-example.ts";
import { SimulatedEngine } from "./testing/simulated-engine.ts";

const secret = "hunter2";
const images = { "busybox:1": exampleImage("1") };
const options = { fileContents: new Map([["secrets.key", Buffer.from(secret)]]) };
const desired = describeExample(
  { web: { scale: 2, environment: { PASSWORD: secret }, secrets: [{ source: "key" }] } },
  options,
);
const plan = planUp(desired, new SimulatedEngine(images).observe());

describe("formatOperation", () => {
  it("is a sentence, with the replica's number from the second on", () => {
    expect(plan.operations.map(formatOperation)).toEqual([
      "create network default: not there yet",
      "create web: not there yet",
      "create web 2: not there yet",
    ]);
  });
});

describe("toPlannedStep", () => {
  it("has no body, no content and no value", () => {
    expect(plan.operations.map(toPlannedStep)).toEqual([
      { id: "create-network/shop_default", type: "create-network", target: "shop_default", reason: "not there yet" },
      {
        id: "create-container/shop-web-1",
        type: "create-container",
        service: "web",
        target: "shop-web-1",
        reason: "not there yet",
      },
      {
        id: "create-container/shop-web-2",
        type: "create-container",
        service: "web",
        target: "shop-web-2",
        reason: "not there yet",
      },
    ]);
  });
});

describe("summarizePlan", () => {
  const empty: Plan = { ...plan, operations: [] };
  it("counts containers first", () => {
    expect(summarizePlan(plan)).toBe("2 create · create 1 network");
  });
  it("says what stays and what is held", () => {
    const unchanged = { service: "web", number: 1, name: "shop-web-1", containerId: "x" };
    expect(summarizePlan({ ...plan, unchanged: [unchanged], held: [{ service: "db", reason: "" }] })).toBe(
      "2 create · create 1 network · 1 held · 1 unchanged",
    );
    expect(summarizePlan({ ...empty, unchanged: [unchanged, unchanged] })).toBe("2 unchanged");
  });
  it("says that there is nothing", () => {
    expect(summarizePlan(empty)).toBe("0 unchanged");
  });
});

describe("planToJson", () => {
  it("is versioned, and has no value in it", () => {
    const json = planToJson(plan);
    expect(json).toMatchObject({
      version: 1,
      project: "shop",
      summary: "2 create · create 1 network",
      provisional: false,
    });
    expect(JSON.stringify(json)).not.toContain(secret);
  });
});
