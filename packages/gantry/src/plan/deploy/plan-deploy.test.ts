import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { FileMount, Service, UpdateConfig } from "../../model/service.ts";
import { formatOperation } from "../format-operation.ts";
import { planUp } from "../plan-up.ts";
import { describeExample, type ExampleOptions, exampleImage, exampleStack } from "../testing/describe-example.ts";
import { SimulatedEngine } from "../testing/simulated-engine.ts";
import { completionKey } from "./completion-key.ts";
import { type DeployInput, type DeployPlan, isNothing, planDeploy } from "./plan-deploy.ts";

const images = {
  "app:1": exampleImage("1"),
  "app:2": exampleImage("2"),
  "postgres:17": exampleImage("3", { Volumes: { "/data": {} } }),
  "caddy:2": exampleImage("4"),
};

const web: Service = { image: "app:1", healthcheck: { test: ["CMD", "true"] } };
const db: Service = { image: "postgres:17", volumes: [{ type: "volume", source: "data", target: "/data" }] };
const proxy: Service = { image: "caddy:2", ports: [{ target: 80, published: "80" }] };
const volumes = { volumes: { data: { name: "shop_data" } } };

function plan(
  engine: SimulatedEngine,
  services: Record<string, Service>,
  more: Partial<DeployInput> & ExampleOptions = {},
): DeployPlan {
  const { networks, volumes, ...input } = more;
  const options = { ...(networks && { networks }), ...(volumes && { volumes }) };
  return planDeploy({
    stack: exampleStack(services, options),
    describe: (slots) => describeExample(services, { ...options, slots }),
    observed: engine.observe(),
    release: 1,
    ...input,
  });
}

/** Does all of a deploy that ends well. */
function carryOut(engine: SimulatedEngine, { start, promotions, retire }: DeployPlan): void {
  engine.apply(start.operations);
  for (const { container, network, endpoint } of promotions) engine.connect(container, network, endpoint);
  engine.apply(retire);
}

const namesOf = (engine: SimulatedEngine) => engine.containers.map(({ Name }) => Name.slice(1)).sort();
const sentences = ({ start, retire }: DeployPlan) => [...start.operations, ...retire].map(formatOperation);

describe("planDeploy", () => {
  it("starts everything on an empty engine, and gives what rolls an alias of its release", () => {
    const engine = new SimulatedEngine(images);
    const first = plan(engine, { web, db, proxy }, volumes);
    expect(sentences(first)).toEqual([
      "create network default: not there yet",
      "create volume data: not there yet",
      "create web: not there yet",
      "create db: not there yet",
      "create proxy: not there yet",
    ]);
    expect(first.rolls).toEqual([
      { service: "web", reason: "not there yet", alias: "web-r1", next: ["shop-web-1"], old: [] },
    ]);
    expect(first.targets).toEqual({ web: "web-r1" });
    carryOut(engine, first);
    expect(engine.byName("shop-web-1").NetworkSettings.Networks["shop_default"]?.Aliases).toContain("web-r1");
    expect(engine.byName("shop-db-1").Config.Labels).not.toHaveProperty("gantry.release");
  });

  it("starts a changed service beside the old one, which is removed in the end", () => {
    const engine = new SimulatedEngine(images);
    carryOut(engine, plan(engine, { web, db }, volumes));
    const second = plan(engine, { web: { ...web, image: "app:2" }, db }, { ...volumes, release: 2 });
    expect(sentences(second)).toEqual(["create web 2: not there yet", "remove web: replaced by the new release"]);
    expect(second.rolls).toMatchObject([
      {
        service: "web",
        reason: "image app:1 → app:2",
        alias: "web-r2",
        next: ["shop-web-2"],
        old: [{ name: "shop-web-1" }],
      },
    ]);
    expect(second.targets).toEqual({ web: "web-r2" });
    carryOut(engine, second);
    expect(namesOf(engine)).toEqual(["shop-db-1", "shop-web-2"]);
  });

  it("has nothing to do when nothing changed, under whatever number a service runs", () => {
    const engine = new SimulatedEngine(images);
    carryOut(engine, plan(engine, { web }));
    carryOut(engine, plan(engine, { web: { ...web, image: "app:2" } }, { release: 2 }));
    const third = plan(engine, { web: { ...web, image: "app:2" } }, { release: 3 });
    expect(isNothing(third)).toBe(true);
    expect(third.rolls).toEqual([]);
    expect(third.targets).toEqual({ web: "web-r2" });
  });

  it("has nothing to do but to wait for a container that is right and not ready yet", () => {
    const engine = new SimulatedEngine(images);
    carryOut(engine, plan(engine, { web }));
    engine.byName("shop-web-1").State.Health = { Status: "starting", FailingStreak: 0, Log: [] };
    const second = plan(engine, { web }, { release: 2 });
    expect(sentences(second)).toEqual(["wait for web: not healthy yet"]);
    expect(isNothing(second)).toBe(true);
  });

  it("takes the first free numbers again", () => {
    const engine = new SimulatedEngine(images);
    const replicas: Service = { ...web, deploy: { replicas: 3 } };
    carryOut(engine, plan(engine, { web: replicas }));
    carryOut(engine, plan(engine, { web: { ...replicas, image: "app:2" } }, { release: 2 }));
    expect(namesOf(engine)).toEqual(["shop-web-4", "shop-web-5", "shop-web-6"]);
    carryOut(engine, plan(engine, { web: replicas }, { release: 3 }));
    expect(namesOf(engine)).toEqual(["shop-web-1", "shop-web-2", "shop-web-3"]);
  });

  it("rolls a service whose number of replicas changed", () => {
    const engine = new SimulatedEngine(images);
    carryOut(engine, plan(engine, { web }));
    const second = plan(engine, { web: { ...web, deploy: { replicas: 2 } } }, { release: 2 });
    expect(second.rolls).toMatchObject([{ reason: "replicas 1 → 2", next: ["shop-web-2", "shop-web-3"] }]);
  });

  it("starts a container that had stopped where it is", () => {
    const engine = new SimulatedEngine(images);
    carryOut(engine, plan(engine, { web }));
    engine.stop("shop-web-1");
    const second = plan(engine, { web }, { release: 2 });
    expect(sentences(second)).toEqual(["start web: exited with 143"]);
    expect(second.rolls).toEqual([]);
  });

  it("rolls what `up` has made, so that it has a release", () => {
    const engine = new SimulatedEngine(images);
    engine.apply(planUp(describeExample({ web }), engine.observe()).operations);
    expect(plan(engine, { web }).rolls).toMatchObject([
      { reason: "its first release", next: ["shop-web-2"], old: [{ name: "shop-web-1" }] },
    ]);
  });

  it("holds a changed stateful service unless it is named", () => {
    const engine = new SimulatedEngine(images);
    carryOut(engine, plan(engine, { web, db }, volumes));
    const changed = { web, db: { ...db, environment: { LEVEL: "1" } } };
    expect(plan(engine, changed, { ...volumes, release: 2 }).start.held).toMatchObject([{ service: "db" }]);
    const named = plan(engine, changed, { ...volumes, release: 2, replace: new Set(["db"]) });
    expect(sentences(named)).toEqual(["replace db: env LEVEL added"]);
  });

  it("replaces a service in place that may run only once", () => {
    const engine = new SimulatedEngine(images);
    const worker: Service = { ...web, deploy: { update_config: { order: "stop-first" } } };
    carryOut(engine, plan(engine, { worker }));
    const second = plan(engine, { worker: { ...worker, image: "app:2" } }, { release: 2 });
    expect(sentences(second)).toEqual(["replace worker: image app:1 → app:2"]);
    expect(second.rolls).toEqual([]);
  });

  it("removes what the stack no longer has, after the switch", () => {
    const engine = new SimulatedEngine(images);
    carryOut(engine, plan(engine, { web, api: web }));
    const second = plan(engine, { web }, { release: 2 });
    expect(second.start.operations).toEqual([]);
    expect(second.retire.map(formatOperation)).toEqual(["remove api: not in the stack any more"]);
  });

  it("deploys only what is named", () => {
    const engine = new SimulatedEngine(images);
    carryOut(engine, plan(engine, { web, api: web }));
    const changed = { web: { ...web, image: "app:2" }, api: { ...web, image: "app:2" } };
    const second = plan(engine, changed, { release: 2, only: ["web"] });
    expect(second.rolls.map(({ service }) => service)).toEqual(["web"]);
    expect(second.targets).toEqual({ web: "web-r2", api: "api-r1" });
    expect(second.retire).toHaveLength(1);
  });

  it("runs a migration of the new image before the service starts, and not again for the same", () => {
    const engine = new SimulatedEngine(images);
    engine.ending.add("shop-migrate-1");
    const stack = (image: string): Record<string, Service> => ({
      migrate: { image },
      web: { image, depends_on: { migrate: { condition: "service_completed_successfully", required: true } } },
    });
    carryOut(engine, plan(engine, stack("app:1")));
    expect(isNothing(plan(engine, stack("app:1"), { release: 2 }))).toBe(true);
    const second = plan(engine, stack("app:2"), { release: 2 });
    expect(sentences(second)).toEqual([
      "replace migrate: image app:1 → app:2",
      "create web 2: not there yet",
      "remove web: replaced by the new release",
    ]);
    const skipped = plan(engine, stack("app:2"), { release: 2, skipCompleting: true });
    expect(sentences(skipped)).toEqual(["create web 2: not there yet", "remove web: replaced by the new release"]);
    expect(skipped.start.operations).toMatchObject([{ gates: [] }]);
  });

  it("keeps the order among the services that are named", () => {
    const engine = new SimulatedEngine(images);
    const services: Record<string, Service> = {
      migrate: { image: "app:1" },
      web: { ...web, depends_on: { migrate: { condition: "service_completed_successfully", required: true } } },
      api: web,
    };
    const { operations } = plan(engine, services, { only: ["web", "migrate"] }).start;
    expect(operations.filter((each) => "service" in each)).toMatchObject([
      { service: "migrate", gates: [] },
      { service: "web", gates: [{ service: "migrate", condition: "service_completed_successfully" }] },
    ]);
    expect(plan(engine, services, { only: ["web"] }).start.operations.at(-1)).toMatchObject({ gates: [] });
  });

  it("runs a migration again when that is asked for, but not beside one that still runs", () => {
    const engine = new SimulatedEngine(images);
    engine.ending.add("shop-migrate-1");
    const services: Record<string, Service> = {
      migrate: { image: "app:1" },
      web: { ...web, depends_on: { migrate: { condition: "service_completed_successfully", required: true } } },
    };
    carryOut(engine, plan(engine, services));
    const again = plan(engine, services, { release: 2, rerunCompleting: true });
    expect(sentences(again)).toEqual(["replace migrate: asked for again"]);
    expect(again.rolls).toEqual([]);
    const running = new SimulatedEngine(images);
    running.apply(plan(running, services).start.operations);
    expect(sentences(plan(running, services, { release: 2, rerunCompleting: true }))[0]).toBe(
      "wait for migrate: not completed yet",
    );
  });

  it("does not run a migration again because its container is gone", () => {
    const engine = new SimulatedEngine(images);
    engine.ending.add("shop-migrate-1");
    const stack = (image: string): Record<string, Service> => ({
      migrate: { image },
      web: { ...web, depends_on: { migrate: { condition: "service_completed_successfully", required: true } } },
    });
    const first = plan(engine, stack("app:1"));
    carryOut(engine, first);
    const made = first.start.operations.find(({ id }) => id === "create-container/shop-migrate-1");
    const completed = { migrate: (made && "spec" in made && completionKey(made.spec)) || "" };
    engine.remove("shop-migrate-1", true);
    expect(isNothing(plan(engine, stack("app:1"), { release: 2, completed }))).toBe(true);
    const created = ["create migrate: not there yet"];
    expect(sentences(plan(engine, stack("app:1"), { release: 2, completed, rerunCompleting: true }))).toEqual(created);
    expect(sentences(plan(engine, stack("app:2"), { release: 2, completed }))).toEqual(created);
    expect(sentences(plan(engine, stack("app:1"), { release: 2 }))).toEqual(created);
  });

  it("runs a migration again where its database is made anew", () => {
    const engine = new SimulatedEngine(images);
    engine.ending.add("shop-migrate-1");
    const services: Record<string, Service> = {
      db,
      migrate: { image: "app:1", depends_on: { db: { condition: "service_started", required: true } } },
      web: { ...web, depends_on: { migrate: { condition: "service_completed_successfully", required: true } } },
    };
    const first = plan(engine, services, volumes);
    carryOut(engine, first);
    const made = first.start.operations.find(({ id }) => id === "create-container/shop-migrate-1");
    const completed = { migrate: (made && "spec" in made && completionKey(made.spec)) || "" };
    for (const name of ["shop-migrate-1", "shop-db-1"]) engine.remove(name, true);
    const again = ["create db: not there yet", "create migrate: not there yet"];
    expect(sentences(plan(engine, services, { ...volumes, release: 2, completed }))).toEqual(again);
  });

  it("gives what runs to its end ten minutes, its own time, or the time that is asked for", () => {
    const limit = (service: Service, completionTimeout?: number) => {
      const services: Record<string, Service> = {
        migrate: service,
        web: { ...web, depends_on: { migrate: { condition: "service_completed_successfully", required: true } } },
      };
      const { operations } = plan(new SimulatedEngine(images), services, { completionTimeout }).start;
      return operations.flatMap((each) =>
        "until" in each ? [[each.service, each.timeLimit === undefined ? "none" : each.timeLimit / 1000]] : [],
      );
    };
    const own = { image: "app:1", "x-gantry": { timeout: 1800e9 } };
    expect(limit({ image: "app:1" })).toEqual([
      ["migrate", 600],
      ["web", "none"],
    ]);
    expect(limit(own)[0]).toEqual(["migrate", 1800]);
    expect(limit(own, 5000)[0]).toEqual(["migrate", 5]);
  });

  it("lets a service answer to its name only when it is ready, on a network that is its callers' alone", () => {
    const engine = new SimulatedEngine(images);
    const networks = { api: { internal: true }, egress: { "x-gantry": { names: false } } };
    const services: Record<string, Service> = {
      api: { ...web, networks: { api: null, egress: null } },
      web: { ...web, networks: { api: null, egress: null } },
    };
    const first = plan(engine, services, { networks });
    // Nobody is asked meanwhile, and what waits for it may need it by its name.
    expect(first.promotions).toEqual([]);
    carryOut(engine, first);
    const next = { ...services, api: { ...services["api"], image: "app:2" } };
    const second = plan(engine, next, { networks, release: 2 });
    expect(second.promotions).toMatchObject([{ container: "shop-api-2", network: "shop_api" }]);
    engine.apply(second.start.operations);
    const aliases = (network: string) => engine.byName("shop-api-2").NetworkSettings.Networks[network]?.Aliases;
    expect(aliases("shop_api")).toEqual(["shop-api-2", "api-r2"]);
    // Its callers are on the way out too, and would find it there.
    expect(aliases("shop_egress")).toEqual(["shop-api-2"]);
    for (const { container, network, endpoint } of second.promotions) engine.connect(container, network, endpoint);
    expect(aliases("shop_api")).toEqual(["shop-api-2", "api", "api-r2"]);
    engine.apply(second.retire);
    expect(isNothing(plan(engine, next, { networks, release: 3 }))).toBe(true);
  });

  it("converges: what a deploy has done needs no second one", () => {
    const service = fc.record({
      image: fc.constantFrom("app:1", "app:2"),
      environment: fc.dictionary(fc.constantFrom("LEVEL", "MODE"), fc.constantFrom("1", "2")),
      deploy: fc.record({
        replicas: fc.constantFrom(1, 1, 2, 3),
        update_config: fc.constantFrom<UpdateConfig[]>({}, { order: "stop-first" }),
      }),
      secrets: fc.constantFrom<FileMount[][]>([], [{ source: "key" }]),
    });
    const services = fc.dictionary(fc.constantFrom("web", "api", "worker"), service, { minKeys: 1 });
    const releases = fc.array(fc.record({ services, secret: fc.constantFrom("one", "two") }), {
      minLength: 1,
      maxLength: 4,
    });
    fc.assert(
      fc.property(releases, (history) => {
        const engine = new SimulatedEngine(images);
        for (const [index, { services: wanted, secret }] of history.entries()) {
          const deploy = (release: number) =>
            planDeploy({
              stack: exampleStack(wanted),
              describe: (slots) =>
                describeExample(wanted, { slots, fileContents: new Map([["secrets.key", Buffer.from(secret)]]) }),
              observed: engine.observe(),
              release,
            });
          carryOut(engine, deploy(index + 1));
          const again = deploy(index + 2);
          expect(sentences(again)).toEqual([]);
          const running = Object.values(wanted).reduce((sum, { deploy }) => sum + (deploy.replicas ?? 1), 0);
          expect(engine.containers).toHaveLength(running);
        }
      }),
    );
  });
});
