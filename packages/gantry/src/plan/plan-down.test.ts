import { describe, expect, it } from "vitest";
import type { Service } from "../model/service.ts";
import { formatOperation } from "./format-operation.ts";
import { label } from "./labels.ts";
import { planDown } from "./plan-down.ts";
import { planRestart } from "./plan-restart.ts";
import { planStart, planStop } from "./plan-stop.ts";
import { planUp } from "./plan-up.ts";
import { describeExample, type ExampleOptions, exampleImage } from "./testing/describe-example.ts";
import { SimulatedEngine } from "./testing/simulated-engine.ts";

const images = {
  "busybox:1": exampleImage("1"),
  "shop-web": exampleImage("2"),
  "store:1": exampleImage("3", { Volumes: { "/d": {} } }),
};
const waits = (name: string, restart = false): Service => ({
  depends_on: { [name]: { condition: "service_started", required: true, restart } },
});
const services: Record<string, Service> = {
  db: { volumes: [{ type: "volume", source: "data", target: "/d" }] },
  api: waits("db", true),
  web: { ...waits("api"), image: "shop-web", build: { context: "/srv" } },
};
const options: ExampleOptions = { volumes: { data: { name: "shop_data" } } };

function engineWith(all: Record<string, Service> = services, extra: ExampleOptions = options) {
  const engine = new SimulatedEngine({ ...images });
  const desired = describeExample(all, extra);
  engine.apply(planUp(desired, engine.observe()).operations);
  return { engine, desired };
}

describe("planDown", () => {
  it("removes dependents before their dependencies, then networks; volumes stay", () => {
    const { engine, desired } = engineWith();
    const { operations } = planDown(desired, engine.observe());
    expect(operations.map(formatOperation)).toEqual([
      "remove web: the project goes down",
      "remove api: the project goes down",
      "remove db: the project goes down",
      "remove network default: the project goes down",
    ]);
    expect(operations[1]?.after).toEqual(["remove-container/shop-web-1"]);
    engine.apply(operations);
    expect(engine.volumes.map(({ Name }) => Name)).toEqual(["shop_data"]);
  });

  it("knows the order without the stack, from the labels", () => {
    const { engine } = engineWith();
    const { operations, project } = planDown(undefined, engine.observe(), { volumes: true });
    expect(operations.map(({ id }) => id)).toEqual([
      "remove-container/shop-web-1",
      "remove-container/shop-api-1",
      "remove-container/shop-db-1",
      "remove-network/shop_default",
      "remove-volume/shop_data",
    ]);
    expect(project).toBe("shop");
  });

  it("removes anonymous volumes with -v, those that were taken over from a predecessor too", () => {
    const store: Record<string, Service> = { store: { image: "store:1" } };
    const { engine } = engineWith(store);
    const desired = describeExample({ store: { image: "store:1", environment: { A: "1" } } });
    engine.apply(planUp(desired, engine.observe(), { replace: new Set(["store"]) }).operations);
    expect(engine.volumes).toHaveLength(1);
    engine.apply(planDown(desired, engine.observe(), { volumes: true }).operations);
    expect(engine.volumes).toEqual([]);
  });

  it("never touches what is external or another's", () => {
    const { engine } = engineWith();
    const external = describeExample(services, {
      networks: { default: { name: "shop_default", external: true } },
      volumes: { data: { name: "shop_data", external: true } },
    });
    const types = planDown(external, engine.observe(), { volumes: true }).operations.map(({ type }) => type);
    expect(new Set(types)).toEqual(new Set(["remove-container"]));
    for (const { Labels } of [...engine.networks, ...engine.volumes])
      Object.assign(Labels ?? {}, { [label.project]: "other" });
    const foreign = planDown(describeExample(services, options), engine.observe(), { volumes: true });
    expect(new Set(foreign.operations.map(({ type }) => type))).toEqual(new Set(["remove-container"]));
  });

  it("reports orphans, leaves their network, and removes them when that is asked for", () => {
    const { engine } = engineWith({ ...services, old: {} });
    const desired = describeExample(services, options);
    const down = planDown(desired, engine.observe());
    expect(down.orphans).toMatchObject([{ service: "old" }]);
    expect(down.operations.map(({ type }) => type)).not.toContain("remove-network");
    expect(down.warnings).toEqual(["Network shop_default stays, because shop-old-1 is still on it."]);
    const all = planDown(desired, engine.observe(), { removeOrphans: true });
    expect(all.operations.map(({ id }) => id)).toContain("remove-container/shop-old-1");
    expect(all.operations.map(({ type }) => type)).toContain("remove-network");
  });

  it("removes what a one-off run has left", () => {
    const { engine, desired } = engineWith();
    Object.assign(engine.byName("shop-api-1").Config.Labels ?? {}, { [label.oneOff]: "True" });
    expect(planDown(desired, engine.observe()).operations.map(formatOperation)).toContain(
      "remove api: left by a one-off run",
    );
  });

  it("removes only the named services' containers", () => {
    const { engine, desired } = engineWith();
    expect(planDown(desired, engine.observe(), { services: ["api"], volumes: true }).operations).toMatchObject([
      { type: "remove-container", service: "api", volumes: true },
    ]);
  });

  it.each([
    ["local", ["remove-image/shop-web"]],
    ["all", ["remove-image/busybox:1", "remove-image/shop-web"]],
  ] as const)("removes %s images", (which, ids) => {
    const { engine, desired } = engineWith();
    const { operations } = planDown(desired, engine.observe(), { images: which });
    expect(operations.filter(({ type }) => type === "remove-image").map(({ id }) => id)).toEqual(ids);
  });

  it("has nothing to do where nothing is", () => {
    expect(planDown(describeExample(services, options), new SimulatedEngine(images).observe()).operations).toEqual([]);
  });
});

describe("planStop", () => {
  it("stops dependents before their dependencies, and only what runs", () => {
    const { engine, desired } = engineWith();
    engine.stop("shop-api-1");
    const { operations } = planStop(desired, engine.observe(), { graceSeconds: 3 });
    expect(operations.map(({ id }) => id)).toEqual(["stop-container/shop-db-1", "stop-container/shop-web-1"]);
    engine.start("shop-api-1");
    const ids = planStop(desired, engine.observe(), { graceSeconds: 3 }).operations;
    expect(ids.map(({ id }) => id)).toEqual([
      "stop-container/shop-web-1",
      "stop-container/shop-api-1",
      "stop-container/shop-db-1",
    ]);
    expect(ids[0]).toMatchObject({ graceSeconds: 3 });
  });

  it("knows what there is without the stack, and refuses what nobody knows", () => {
    const { engine, desired } = engineWith();
    expect(planStop(undefined, engine.observe(), { services: ["db"] }).operations).toHaveLength(1);
    expect(() => planStop(desired, engine.observe(), { services: ["dbb"] })).toThrow(
      expect.objectContaining({ code: "not-found" }),
    );
  });
});

describe("planStart", () => {
  it("starts what is stopped, each when its dependencies are", () => {
    const { engine, desired } = engineWith();
    engine.apply(planStop(desired, engine.observe()).operations);
    const { operations } = planStart(desired, engine.observe());
    expect(operations.map(({ id }) => id)).toEqual([
      "start-container/shop-db-1",
      "start-container/shop-api-1",
      "start-container/shop-web-1",
    ]);
    expect(operations[1]).toMatchObject({
      gates: [{ operation: "start-container/shop-db-1", condition: "service_started" }],
    });
  });
});

describe("planRestart", () => {
  it("restarts the named service, and those that ask to be restarted with it", () => {
    const { engine, desired } = engineWith();
    expect(planRestart(desired, engine.observe(), { services: ["db"] }).operations.map(formatOperation)).toEqual([
      "restart db: asked for",
      "restart api: db is restarted",
    ]);
    expect(planRestart(desired, engine.observe(), { services: ["db"], noDeps: true }).operations).toHaveLength(1);
  });

  it("restarts all in the order of their dependencies", () => {
    const { engine, desired } = engineWith();
    const { operations } = planRestart(desired, engine.observe());
    expect(operations.map(({ id }) => id)).toEqual([
      "restart-container/shop-db-1",
      "restart-container/shop-api-1",
      "restart-container/shop-web-1",
    ]);
    expect(operations[2]).toMatchObject({ gates: [{ operation: "restart-container/shop-api-1" }] });
  });
});
