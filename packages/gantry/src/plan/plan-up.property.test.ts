import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Dependency, HealthCheck, Service, VolumeMount } from "../model/service.ts";
import type { Desired } from "./desired.ts";
import type { Operation } from "./operation.ts";
import { planDown } from "./plan-down.ts";
import { planUp } from "./plan-up.ts";
import { describeExample, exampleImage } from "./testing/describe-example.ts";
import { SimulatedEngine } from "./testing/simulated-engine.ts";

const names = ["a", "b", "c", "d"] as const;
const images = {
  "app:1": exampleImage("1"),
  "app:2": exampleImage("2", { Env: ["PATH=/bin", "MODE=image"] }),
  "postgres:17": exampleImage("3", { Volumes: { "/data": {} }, Env: ["PATH=/bin"] }),
};

/** A service that may depend on those before it. */
function service(index: number): fc.Arbitrary<Service> {
  const earlier = names.slice(0, index);
  const dependency = fc.record({
    condition: fc.constantFrom("service_started", "service_healthy"),
    required: fc.constant(true),
    restart: fc.boolean(),
  }) as fc.Arbitrary<Dependency>;
  const dependencies = fc
    .subarray([...earlier])
    .chain((some) => fc.tuple(...some.map((name) => dependency.map((each) => [name, each] as const))))
    .map((entries) => Object.fromEntries(entries));
  const place = fc.oneof(
    { weight: 4, arbitrary: fc.constant<Service>({}) },
    { weight: 2, arbitrary: fc.constant<Service>({ networks: { default: null, back: { aliases: ["other"] } } }) },
    ...(earlier.length > 0
      ? [
          {
            weight: 1,
            arbitrary: fc.constantFrom(...earlier).map((name): Service => ({ network_mode: `service:${name}` })),
          },
        ]
      : []),
  );
  return fc
    .record({
      image: fc.constantFrom(...Object.keys(images)),
      environment: fc.dictionary(fc.constantFrom("LEVEL", "MODE"), fc.constantFrom("1", "2")),
      depends_on: dependencies,
      scale: fc.constantFrom(1, 1, 1, 2, 0),
      read_only: fc.boolean(),
      secrets: fc.constantFrom([], [{ source: "key" }]),
      healthcheck: fc.constantFrom<HealthCheck[]>({ disable: true }, { test: ["CMD", "true"] }),
      volumes: fc.constantFrom<VolumeMount[][]>(
        [],
        [{ type: "volume", source: "store", target: "/store" }],
        [{ type: "volume", target: "/anonymous" }],
      ),
    })
    .chain((base) => place.map((where) => Object.assign({}, base, where)));
}

const stack = fc
  .record({
    services: fc.record(
      Object.fromEntries(names.map((name, index) => [name, service(index)])) as Record<string, fc.Arbitrary<Service>>,
      { requiredKeys: ["a"] },
    ),
    internal: fc.boolean(),
    secret: fc.constantFrom("one", "two"),
  })
  .map(({ services, internal, secret }) =>
    describeExample(dropMissing(services), {
      networks: { back: { name: "shop_back", internal } },
      volumes: { store: { name: "shop_store" } },
      fileContents: new Map([["secrets.key", Buffer.from(secret)]]),
    }),
  );

/** Without references to services that were not drawn. */
function dropMissing(drawn: Record<string, Service | undefined>): Record<string, Service> {
  const services = Object.fromEntries(
    Object.entries(drawn).flatMap(([name, each]): [string, Service][] => (each ? [[name, each]] : [])),
  );
  return Object.fromEntries(
    Object.entries(services).map(([name, { depends_on = {}, network_mode, ...rest }]) => {
      const target = services[network_mode?.split(":")[1] ?? ""];
      const kept = Object.entries(depends_on).filter(([other]) => services[other]);
      return [
        name,
        {
          ...rest,
          depends_on: Object.fromEntries(kept),
          ...(target && target.scale !== 0 && network_mode !== undefined && { network_mode }),
        },
      ];
    }),
  );
}

const replace = new Set<string>(names);
const up = (desired: Desired, engine: SimulatedEngine) =>
  planUp(desired, engine.observe(), { replace, removeOrphans: true });

/** Does single steps of a plan, side by side as far as the plan allows, until `kill` of them are done: a run that is killed then. */
function applySome(engine: SimulatedEngine, operations: readonly Operation[], { kill, seed }: Kill): void {
  const running = operations.map((operation) => ({ operation, steps: engine.stepsOf(operation) }));
  const waits = (operation: Operation) =>
    running.some(({ operation: { id }, steps }) => steps.length > 0 && waitsFor(operation).includes(id));
  let random = seed;
  for (let done = 0; done < kill; done++) {
    const ready = running.filter(({ operation, steps }) => steps.length > 0 && !waits(operation));
    random = (random * 1103515245 + 12345) % 2147483648;
    const next = ready[random % Math.max(1, ready.length)];
    if (!next) return;
    next.steps.shift()?.();
  }
}

function waitsFor(operation: Operation): string[] {
  return [...operation.after, ...("gates" in operation ? operation.gates.map((gate) => gate.operation) : [])];
}

interface Kill {
  kill: number;
  seed: number;
}

const killing = fc.record({ kill: fc.nat(60), seed: fc.nat(1e6) });

/** Everything that is wanted runs, under its name, and nothing else is there. */
function expectConverged(desired: Desired, engine: SimulatedEngine): void {
  const after = up(desired, engine);
  expect(after.operations).toEqual([]);
  expect(after.held).toEqual([]);
  const wanted = Object.values(desired.services).flatMap(({ containers }) => containers.map(({ name }) => `/${name}`));
  expect(engine.containers.map(({ Name }) => Name).sort()).toEqual(wanted.sort());
  expect(engine.containers.every(({ State }) => State.Running)).toBe(true);
  const mounted = new Set(engine.containers.flatMap(({ Mounts }) => Mounts.map(({ Name }) => Name)));
  const stray = engine.volumes.filter(({ Name }) => !mounted.has(Name) && Name !== "shop_store" && !isData(Name));
  expect(stray).toEqual([]);
}

/** Anonymous volumes of containers that are scaled down or orphans stay: they may hold data. */
const isData = (name: string) => /^[0-9a-f]{64}$/.test(name);

describe("planUp", () => {
  it("has nothing to do once its plan is applied", () => {
    fc.assert(
      fc.property(stack, stack, (first, second) => {
        const engine = new SimulatedEngine(images);
        for (const desired of [first, second]) {
          engine.apply(up(desired, engine).operations);
          expectConverged(desired, engine);
        }
      }),
      { numRuns: 150 },
    );
  });

  it("converges without strays after a kill at any point, also twice", () => {
    const kills = fc.tuple(killing, killing);
    fc.assert(
      fc.property(stack, stack, kills, (first, second, twice) => {
        const engine = new SimulatedEngine(images);
        engine.apply(up(first, engine).operations);
        for (const kill of twice) applySome(engine, up(second, engine).operations, kill);
        engine.apply(up(second, engine).operations);
        expectConverged(second, engine);
      }),
      { numRuns: 300 },
    );
  });

  it("goes back to the first stack when the second was killed half-way", () => {
    fc.assert(
      fc.property(stack, stack, killing, (first, second, kill) => {
        const engine = new SimulatedEngine(images);
        engine.apply(up(first, engine).operations);
        applySome(engine, up(second, engine).operations, kill);
        engine.apply(up(first, engine).operations);
        expectConverged(first, engine);
      }),
      { numRuns: 150 },
    );
  });

  it("leaves stateful services that nobody named, and all else converges", () => {
    fc.assert(
      fc.property(stack, stack, (first, second) => {
        const engine = new SimulatedEngine(images);
        engine.apply(up(first, engine).operations);
        const plan = planUp(second, engine.observe(), { removeOrphans: true });
        engine.apply(plan.operations);
        const again = planUp(second, engine.observe(), { removeOrphans: true });
        expect(again.operations).toEqual([]);
        // A service that was just made may be held too, on a network that could not be replaced.
        expect(again.held.map(({ service }) => service)).toEqual(
          expect.arrayContaining(plan.held.map(({ service }) => service)),
        );
      }),
      { numRuns: 150 },
    );
  });

  it("puts every operation after what it waits for", () => {
    fc.assert(
      fc.property(stack, stack, (first, second) => {
        const engine = new SimulatedEngine(images);
        engine.apply(up(first, engine).operations);
        const { operations } = up(second, engine);
        const seen = new Set<string>();
        for (const operation of operations) {
          for (const id of waitsFor(operation)) expect(seen).toContain(id);
          expect(seen.has(operation.id)).toBe(false);
          seen.add(operation.id);
        }
      }),
      { numRuns: 100 },
    );
  });
});

describe("planDown", () => {
  it("leaves nothing of the project, wherever a run before was killed", () => {
    fc.assert(
      fc.property(stack, stack, killing, (first, second, kill) => {
        const engine = new SimulatedEngine(images);
        engine.apply(up(first, engine).operations);
        applySome(engine, up(second, engine).operations, kill);
        engine.apply(planDown(second, engine.observe(), { volumes: true, removeOrphans: true }).operations);
        expect(engine.containers).toEqual([]);
        expect(engine.networks).toEqual([]);
        expect(engine.volumes.filter(({ Name }) => !isData(Name))).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });
});
