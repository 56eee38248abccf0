import { expect, test } from "vitest";
import type { ContainerInspect } from "../../engine/types.ts";
import { describeHolder, holderLabels, type LockHolder, readHolder } from "./lock-holder.ts";

const holder: LockHolder = {
  id: "4f2a",
  who: "anna@laptop",
  since: "2026-05-01T14:03:22.000Z",
  what: "deploy r42",
  commit: "91bc2f0aa17c",
  pid: 4711,
  heartbeat: 3000,
  process: { machine: "boot-1 pid:[4026531836]", pid: 4711, started: "88123" },
};
const { commit: _commit, process: _process, ...bare } = holder;

function container(labels: Record<string, string>): ContainerInspect {
  return { Id: "4f2a", Name: "/gantry-shop-lock", Config: { Labels: labels } } as unknown as ContainerInspect;
}

test.each([
  ["all that can be known", holder],
  ["no commit and no process", bare],
])("labels tell of the holder: %s", (_, each) => {
  const { id: _id, ...written } = each;
  expect(readHolder("shop", container(holderLabels("shop", written)))).toEqual(each);
});

test("a holder is described in one line", () => {
  expect(describeHolder(holder)).toBe(
    'anna@laptop is at "deploy r42" since 2026-05-01T14:03:22.000Z (commit 91bc2f0, process 4711)',
  );
});

test.each([
  ["without labels", {}],
  ["of another stack", holderLabels("shop-2", bare)],
  ["that is not a lock", { "gantry.stack": "shop", "gantry.role": "state" }],
])("a container %s is nobody's lock", (_, labels) => {
  expect(() => readHolder("shop", container(labels))).toThrow(
    expect.objectContaining({ code: "name-conflict", message: expect.stringContaining("gantry-shop-lock") }),
  );
});
