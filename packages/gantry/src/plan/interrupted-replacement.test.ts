import { describe, expect, it } from "vitest";
import type { Service } from "../model/service.ts";
import { predecessorName, successorName } from "./container-names.ts";
import { formatOperation } from "./format-operation.ts";
import type { ReplaceContainer } from "./operation.ts";
import { planUp } from "./plan-up.ts";
import { describeExample, exampleImage } from "./testing/describe-example.ts";
import { SimulatedEngine } from "./testing/simulated-engine.ts";

const images = { "busybox:1": exampleImage("1") };
const check: Service = { healthcheck: { test: ["CMD", "true"] } };
const before = describeExample({ web: check });
const after = describeExample({ web: { ...check, environment: { A: "1" } } });

/** The single steps of a replacement, in the order that they are done. */
const steps = ["create", "stop", "rename old", "rename new", "start", "heal", "remove"] as const;

/** A replacement that was killed after some of its steps. */
function killAfter(count: number) {
  const engine = new SimulatedEngine(images);
  engine.apply(planUp(before, engine.observe()).operations);
  const old = engine.byName("shop-web-1").Id;
  const [operation] = planUp(after, engine.observe()).operations;
  if (operation?.type !== "replace-container") throw new Error("The example is not a replacement.");
  for (const step of engine.stepsOf(operation).slice(0, count)) step();
  return { engine, old, aside: predecessorName("shop-web-1", old) };
}

describe("a replacement that was killed", () => {
  const half = "left half-made by an interrupted run";
  it.each<[(typeof steps)[number], string[]]>([
    ["create", [`remove web: ${half}`, "replace web: env A added"]],
    ["stop", [`remove web: ${half}`, "replace web: env A added"]],
    [
      "rename old",
      [`remove web: ${half}`, expect.stringMatching(/^replace web: env A added, name \w+_shop-web-1 → shop-web-1$/)],
    ],
    [
      "rename new",
      [`remove web: ${half}`, expect.stringMatching(/^replace web: env A added, name \w+_shop-web-1 → shop-web-1$/)],
    ],
    ["start", ["replace web: its replacement was interrupted"]],
    ["heal", ["remove web: its successor is proven"]],
    ["remove", []],
  ])("after %s is finished", (step, sentences) => {
    const { engine } = killAfter(steps.indexOf(step) + 1);
    expect(planUp(after, engine.observe()).operations.map(formatOperation)).toEqual(sentences);
  });

  it.each(steps)("after %s converges, and leaves only what is wanted", (step) => {
    const { engine } = killAfter(steps.indexOf(step) + 1);
    engine.apply(planUp(after, engine.observe()).operations);
    expect(planUp(after, engine.observe()).operations).toEqual([]);
    expect(engine.containers.map(({ Name }) => Name)).toEqual(["/shop-web-1"]);
  });

  it("before the successor ran remembers that the old one did, so that it is started again when the next attempt fails", () => {
    const { engine, old, aside } = killAfter(3);
    const replacing = planUp(after, engine.observe()).operations.at(-1) as ReplaceContainer;
    expect(replacing).toMatchObject({ type: "replace-container", old: { id: old, name: aside, running: true } });
    expect(replacing.after).toEqual([`remove-container/${successorName("shop-web-1")}`]);
  });

  it("once the successor ran goes on with it", () => {
    const { engine, old } = killAfter(5);
    const successor = engine.byName("shop-web-1").Id;
    expect(planUp(after, engine.observe()).operations).toMatchObject([
      { old: { id: old, running: true }, successor: { id: successor, name: "shop-web-1" } },
    ]);
  });

  it("is undone when the successor is not what is wanted any more", () => {
    const { engine } = killAfter(5);
    const { operations } = planUp(before, engine.observe());
    expect(operations.map(({ type }) => type)).toEqual(["remove-container", "replace-container"]);
    engine.apply(operations);
    expect(planUp(before, engine.observe()).operations).toEqual([]);
  });

  it("does not take a proven successor away when the definition has changed once more", () => {
    const { engine, aside } = killAfter(6);
    const next = describeExample({ web: { ...check, environment: { A: "2" } } });
    const serving = engine.byName("shop-web-1").Id;
    expect(planUp(next, engine.observe()).operations).toMatchObject([
      { type: "remove-container", name: aside },
      { type: "replace-container", old: { id: serving } },
    ]);
  });

  it("needs no second naming of a stateful service", () => {
    const stateful = (value: string) =>
      describeExample({ web: { ...check, environment: { A: value }, "x-gantry": { stateful: true } } });
    const engine = new SimulatedEngine(images);
    engine.apply(planUp(stateful("1"), engine.observe()).operations);
    const named = planUp(stateful("2"), engine.observe(), { replace: new Set(["web"]) });
    for (const operation of named.operations) for (const step of engine.stepsOf(operation).slice(0, 3)) step();
    const { held, operations } = planUp(stateful("2"), engine.observe());
    expect(held).toEqual([]);
    expect(operations.at(-1)?.type).toBe("replace-container");
  });
});

describe("a creation that was killed", () => {
  it("before its start is made anew, for its files may be missing", () => {
    const engine = new SimulatedEngine(images);
    const { operations } = planUp(before, engine.observe());
    for (const operation of operations) engine.stepsOf(operation)[0]?.();
    const again = planUp(before, engine.observe()).operations;
    expect(again.map(formatOperation)).toEqual(["replace web: left half-made by an interrupted run"]);
    engine.apply(again);
    expect(planUp(before, engine.observe()).operations).toEqual([]);
  });
});

describe("two containers of one replica", () => {
  it("without a word on which replaces which: the one with the right name that runs stays", () => {
    const engine = new SimulatedEngine(images);
    engine.apply(planUp(before, engine.observe()).operations);
    const copy = structuredClone(engine.byName("shop-web-1"));
    engine.containers.push({ ...copy, Id: "f".repeat(64), Name: "/copy" });
    expect(planUp(before, engine.observe()).operations).toMatchObject([
      { type: "remove-container", name: "copy", volumes: false, reason: "a second one of the same number" },
    ]);
  });
});
