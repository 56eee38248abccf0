import { expect, test } from "vitest";
import type { HealthLogEntry } from "../../engine/types.ts";
import type { Service } from "../../model/service.ts";
import { planUp } from "../plan-up.ts";
import { describeExample, exampleImage } from "../testing/describe-example.ts";
import { SimulatedEngine } from "../testing/simulated-engine.ts";
import { estimatePauses, type KnownStart, type Pause } from "./estimate-pauses.ts";
import { formatPause } from "./format-pause.ts";

const images = { "app:1": exampleImage("1"), "app:2": exampleImage("2") };

/** The pauses of replacing a running worker, whose engine has logged these checks since its start, in seconds. */
function estimate({
  service = {},
  checks,
  starts = [],
  prepare,
}: {
  service?: Service;
  checks?: readonly (readonly [number, number])[];
  starts?: readonly KnownStart[];
  prepare?: (engine: SimulatedEngine) => void;
} = {}): Pause[] {
  const engine = new SimulatedEngine(images);
  const before = { worker: { image: "app:1", ...service } };
  engine.apply(planUp(describeExample(before), engine.observe()).operations);
  const { State } = engine.byName("shop-worker-1");
  const began = Date.parse(State.StartedAt);
  const at = (seconds: number) => new Date(began + seconds * 1000).toISOString();
  const Log = checks?.map(
    ([seconds, ExitCode]): HealthLogEntry => ({ Start: at(seconds), End: at(seconds), ExitCode, Output: "" }),
  );
  if (Log) State.Health = { Status: "healthy", FailingStreak: 0, Log };
  prepare?.(engine);
  const observed = engine.observe();
  const plan = planUp(describeExample({ worker: { ...before.worker, image: "app:2" } }), observed);
  return estimatePauses({ rolled: ["web"], plan, observed, starts: { worker: starts } });
}

const ofWorker = (options?: Parameters<typeof estimate>[0]) =>
  estimate(options).filter(({ service }) => service === "worker");

test("a service that rolls has no pause", () => {
  expect(estimate()[0]).toEqual({ service: "web", milliseconds: 0, basis: "rolled" });
});

test("the pause of the newest replacement is expected again, also when a mere start was measured since", () => {
  const starts = [
    { release: 5, milliseconds: 900, pause: false },
    { release: 4, milliseconds: 2300, pause: true },
    { release: 3, milliseconds: 9000, pause: true },
  ];
  const [pause] = ofWorker({ starts });
  expect(pause).toEqual({ service: "worker", milliseconds: 2300, basis: "replacement", release: 4 });
  expect(pause && formatPause(pause)).toBe("about 2.3s, as in r4");
});

test("a first replacement takes the time of the start, and the stop on top", () => {
  const [pause] = ofWorker({
    service: { stop_grace_period: 30e9 },
    starts: [{ release: 1, milliseconds: 2140, pause: false }],
  });
  expect(pause).toEqual({ service: "worker", milliseconds: 2140, basis: "start", release: 1, stop: 30_000 });
  expect(pause && formatPause(pause)).toBe("about 2.1s after its stop (30s at most), as in r1");
});

test("the engine's log of checks tells the last start as long as it goes back that far", () => {
  const early = [
    [5, 1],
    [10, 0],
    [15, 0],
  ] as const;
  expect(ofWorker({ checks: early })).toMatchObject([{ milliseconds: 10_000, basis: "health-log" }]);
  const late = [
    [50, 0],
    [55, 0],
    [60, 0],
    [65, 0],
    [70, 0],
  ] as const;
  expect(ofWorker({ checks: late })).toMatchObject([{ milliseconds: null, basis: "none", stop: 10_000 }]);
  const turned = late.map(([seconds, code], index) => [seconds, index < 2 ? 1 : code] as const);
  expect(ofWorker({ checks: turned })).toMatchObject([{ milliseconds: 60_000, basis: "health-log" }]);
});

test("what nobody has measured is said to be unknown", () => {
  const [pause] = ofWorker();
  expect(pause && formatPause(pause)).toBe(
    "from its stop (10s at most) until it is ready; how long that takes is not known yet",
  );
});

test("a container that is stopped already loses nothing more", () => {
  expect(ofWorker({ prepare: (engine) => engine.stop("shop-worker-1") })).toEqual([]);
});
