import { describe, expect, test } from "vitest";
import { chooseRelease } from "./choose-release.ts";
import type { ReleaseRecord } from "./release-record.ts";

/** Oldest first: a deploy, or the release that a rollback went back to; `failed` is one that was taken back. */
function ledgerOf(...releases: ("deploy" | "failed" | number)[]): ReleaseRecord[] {
  const records = releases.map((each, index): ReleaseRecord => {
    const isRollback = typeof each === "number";
    const failed = each === "failed";
    return {
      ...{ id: index + 1, kind: isRollback ? "rollback" : "deploy", result: failed ? "rolled-back" : "deployed" },
      ...(isRollback ? { of: each } : {}),
      ...{ who: "anna@laptop", began: "2026-01-31T12:00:00.000Z", milliseconds: 1, services: {}, configuration: "" },
      ...(failed ? {} : { payload: { slot: index, digest: String(index) } }),
    };
  });
  return records.reverse();
}

const choose = (releases: ReleaseRecord[], asked?: number) => chooseRelease("shop", releases, asked).id;

describe("without a number a rollback goes to what served before", () => {
  test("a deploy: the release before it", () => {
    expect(choose(ledgerOf("deploy", "deploy", "deploy"))).toBe(2);
    expect(choose(ledgerOf("deploy", "deploy", "failed"))).toBe(1);
  });

  test("a deploy after a rollback: never to the release that was gone back from", () => {
    expect(choose(ledgerOf("deploy", "deploy", 1, "deploy"))).toBe(3);
    expect(choose(ledgerOf("deploy", "deploy", 1, "failed", "deploy"))).toBe(3);
  });

  test("a rollback: the release before the one that it went back to", () => {
    expect(choose(ledgerOf("deploy", "deploy", "deploy", 2))).toBe(1);
    expect(choose(ledgerOf("deploy", "deploy", "deploy", 2, "deploy", 4))).toBe(1);
    expect(() => choose(ledgerOf("deploy", "deploy", 1, "deploy", 3))).toThrow("no release before r1");
  });
});
