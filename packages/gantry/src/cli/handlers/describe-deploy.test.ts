import { describe, expect, it } from "vitest";
import type { Service } from "../../model/service.ts";
import { planDeploy } from "../../plan/deploy/plan-deploy.ts";
import { describeExample, exampleImage, exampleStack } from "../../plan/testing/describe-example.ts";
import { SimulatedEngine } from "../../plan/testing/simulated-engine.ts";
import { deployPlanToJson, formatDeployPlan } from "./describe-deploy.ts";

const images = { "app:1": exampleImage("1"), "app:2": exampleImage("2"), "proxy:1": exampleImage("3") };
const web: Service = { image: "app:1", scale: 2, mem_limit: 128 * 1024 ** 2 };
const proxy: Service = { image: "proxy:1", ports: [{ target: 80, published: "80" }] };
const report = { memory: { rows: [], total: 0, host: 1024 ** 3, unlimited: [] }, warnings: [] };

function plan(engine: SimulatedEngine, services: Record<string, Service>, release: number) {
  const describe = (slots: Parameters<Parameters<typeof planDeploy>[0]["describe"]>[0]) =>
    describeExample(services, { slots });
  return planDeploy({ stack: exampleStack(services), describe, observed: engine.observe(), release });
}

/** What serves after the first deploy of both services. */
function serving(): SimulatedEngine {
  const engine = new SimulatedEngine(images);
  engine.apply(plan(engine, { web, proxy }, 1).start.operations);
  return engine;
}

describe("formatDeployPlan", () => {
  it("counts what is made on an empty host", () => {
    const [summary, ...rest] = formatDeployPlan(plan(new SimulatedEngine(images), { web, proxy }, 1), report);
    expect(summary).toBe("shop → r1  3 create · create 1 network");
    expect(rest).toContain("  start web: 2 new containers");
  });

  it("counts a service that rolls once, however many containers it has", () => {
    const next = plan(serving(), { web: { ...web, image: "app:2" }, proxy }, 2);
    expect(formatDeployPlan(next, report).slice(0, 2)).toEqual([
      "shop → r2  1 roll · 1 unchanged",
      "  roll web: image app:1 → app:2; 2 new containers beside 2; pause: none",
    ]);
    expect(deployPlanToJson(next, report, [])).toMatchObject({ release: 2, summary: "1 roll · 1 unchanged" });
  });

  it("counts what the stack has no longer", () => {
    expect(formatDeployPlan(plan(serving(), { proxy }, 2), report)[0]).toBe("shop → r2  2 remove · 1 unchanged");
    const alone = plan(serving(), { web: { ...web, image: "app:2" } }, 2);
    expect(formatDeployPlan(alone, report)[0]).toBe("shop → r2  1 roll · 1 remove");
  });
});
