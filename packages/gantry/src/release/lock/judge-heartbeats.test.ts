import fc from "fast-check";
import { expect, test } from "vitest";
import { createJudge } from "./judge-heartbeats.ts";

/** Looks at these moments, given what is seen then. */
function look(heartbeat: number, views: readonly (readonly [at: number, seen: string | undefined])[]) {
  let at = 0;
  const judge = createJudge(heartbeat, () => at);
  return views.map(([moment, seen]) => {
    at = moment;
    return judge(seen);
  });
}

test("nothing is known of a holder at the first look", () => {
  expect(look(1000, [[5_000_000, "17"]])).toEqual(["unknown"]);
});

test("a heartbeat that changes is a living holder's, whatever it changes to", () => {
  expect(
    look(1000, [
      [0, "17"],
      [500, "17"],
      [1000, ""],
      [1500, "1"],
    ]),
  ).toEqual(["unknown", "unknown", "alive", "alive"]);
});

test("three heartbeats without a change are a dead holder's, one that lived before included", () => {
  expect(
    look(1000, [
      [0, ""],
      [2999, ""],
      [3000, ""],
    ]),
  ).toEqual(["unknown", "unknown", "dead"]);
  expect(
    look(1000, [
      [0, "1"],
      [1000, "2"],
      [3999, "2"],
      [4000, "2"],
    ]),
  ).toEqual(["unknown", "alive", "alive", "dead"]);
});

test("a heartbeat that cannot be seen is no change, and does not stop the time", () => {
  expect(
    look(1000, [
      [0, undefined],
      [500, "17"],
      [1000, undefined],
      [1500, "17"],
      [3500, undefined],
    ]),
  ).toEqual(["unknown", "unknown", "unknown", "unknown", "dead"]);
});

test("a holder that changes it once in less than three heartbeats is never dead, however late it is looked at", () => {
  const gaps = fc.array(fc.integer({ min: 1, max: 2999 }), { minLength: 1, maxLength: 50 });
  fc.assert(
    fc.property(gaps, (waits) => {
      let at = 0;
      const views = waits.map((wait, count) => {
        at += wait;
        return [at, String(count)] as const;
      });
      expect(look(1000, views)).not.toContain("dead");
    }),
  );
});
