import { expect, test } from "vitest";
import type { ApplyEvent, Phase } from "../../apply/event.ts";
import { createPlainFormat } from "./plain.ts";

const start = 5_000;
const phase = (time: number, name: Phase, detail?: string): ApplyEvent => ({
  type: "phase",
  time: start + time,
  service: "web",
  container: "shop-web-1",
  phase: name,
  ...(detail === undefined ? {} : { detail }),
});
const format = (events: ApplyEvent[]): string[] => events.flatMap(createPlainFormat(start));

test("each change of a container's phase is a line with the time since the start", () => {
  expect(format([phase(0, "creating"), phase(1500, "probing", "refused"), phase(61_000, "healthy")])).toEqual([
    "   0.0s  web  creating",
    "   1.5s  web  probing: refused",
    "  1m01s  web  healthy",
  ]);
});

test("a check's changing output is no change of phase", () => {
  expect(format([phase(0, "probing", "a"), phase(10, "probing", "b")])).toHaveLength(1);
});

test("progress is a line every two seconds at most", () => {
  const progress = (time: number, current: number): ApplyEvent => ({
    type: "progress",
    time: start + time,
    subject: "pg:17",
    current,
    total: 2048,
    unit: "bytes",
  });
  expect(format([progress(0, 0), progress(500, 512), progress(2100, 1024)])).toEqual([
    "   0.0s  pg:17  0 B of 2 KiB",
    "   2.1s  pg:17  1 KiB of 2 KiB",
  ]);
});

test("a build's output is shown line by line, without what could move the cursor", () => {
  const text = "step 1\u001b[2K\nstep 2\n";
  expect(format([{ type: "output", time: start, subject: "shop-web", stream: "stdout", text }])).toEqual([
    "   0.0s  shop-web  step 1",
    "   0.0s  shop-web  step 2",
  ]);
});

test("images, networks and volumes have lines of their own, and a failure says why", () => {
  const step = { id: "n", type: "create-network" as const, target: "shop_default", reason: "not there yet" };
  expect(
    format([
      { type: "operation-start", time: start, step },
      { type: "operation-failed", time: start + 100, step, milliseconds: 100, message: "no address pool is free" },
    ]),
  ).toEqual([
    "   0.0s  shop_default  create-network: not there yet",
    "   0.1s  shop_default  create-network: failed: no address pool is free",
  ]);
});

test("waiting is a line when there is something to wait for", () => {
  expect(format([phase(0, "waiting"), phase(100, "waiting", "db to be healthy")])).toEqual([
    "   0.1s  web  waiting: db to be healthy",
  ]);
});

test("a build's steps are counted once there are any", () => {
  const progress = (current: number, total: number): ApplyEvent => ({
    type: "progress",
    time: start,
    subject: "shop-web",
    current,
    total,
    unit: "steps",
  });
  expect(format([progress(0, 0), progress(1, 2)])).toEqual(["   0.0s  shop-web  step 1 of 2"]);
});
