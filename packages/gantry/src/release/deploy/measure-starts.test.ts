import { expect, test } from "vitest";
import type { Service } from "../../model/service.ts";
import { planDeploy } from "../../plan/deploy/plan-deploy.ts";
import { describeExample, exampleImage, exampleStack } from "../../plan/testing/describe-example.ts";
import { SimulatedEngine } from "../../plan/testing/simulated-engine.ts";
import { knownStarts, measureStarts } from "./measure-starts.ts";

const images = { "app:1": exampleImage("1"), "app:2": exampleImage("2") };
const once: Service = { image: "app:1", deploy: { update_config: { order: "stop-first" } } };

function planOf(engine: SimulatedEngine, services: Record<string, Service>, release: number) {
  return planDeploy({
    stack: exampleStack(services),
    describe: (slots) => describeExample(services, { slots }),
    observed: engine.observe(),
    release,
  });
}

const phase = (service: string, number: number, name: "starting" | "healthy" | "running") =>
  ({ type: "phase", service, container: `shop-${service}-${number}`, phase: name }) as const;

test("what does not roll is measured from its start until it is ready, and what rolls is not", () => {
  const engine = new SimulatedEngine(images);
  const first = planOf(engine, { worker: once, web: { image: "app:1" } }, 1);
  const meter = measureStarts(first);
  for (const service of ["worker", "web"]) {
    meter.read(phase(service, 1, "starting"));
    meter.read(phase(service, 1, "healthy"));
  }
  expect(meter.starts()).toEqual({ worker: { milliseconds: expect.any(Number), pause: false } });
});

test("a replacement of what ran is a pause", () => {
  const engine = new SimulatedEngine(images);
  engine.apply(planOf(engine, { worker: once }, 1).start.operations);
  const meter = measureStarts(planOf(engine, { worker: { ...once, image: "app:2" } }, 2));
  meter.read(phase("worker", 1, "starting"));
  meter.read(phase("worker", 1, "running"));
  expect(meter.starts()).toMatchObject({ worker: { pause: true } });
});

test("what failed has measured nothing", () => {
  const meter = measureStarts(planOf(new SimulatedEngine(images), { worker: once }, 1));
  meter.read(phase("worker", 1, "starting"));
  expect(meter.starts()).toEqual({});
});

test("what releases have measured is known by service, the newest first", () => {
  const record = (id: number, starts?: Record<string, { milliseconds: number; pause: boolean }>) => ({
    ...{ id, kind: "deploy" as const, who: "anna@laptop", began: "", milliseconds: 1, result: "deployed" as const },
    ...{ services: {}, configuration: "", ...(starts && { starts }) },
  });
  const releases = [
    record(3, { db: { milliseconds: 20, pause: true } }),
    record(2),
    record(1, { db: { milliseconds: 30, pause: false } }),
  ];
  expect(knownStarts(releases)).toEqual({
    db: [
      { release: 3, milliseconds: 20, pause: true },
      { release: 1, milliseconds: 30, pause: false },
    ],
  });
});
