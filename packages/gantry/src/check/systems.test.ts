import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { defects, type System } from "../../../../test/fixtures/systems/defects.ts";
import { checkRepository } from "./check-repository.ts";
import type { CheckReport } from "./report/report.ts";
import { allRules } from "./rules/all-rules.ts";

const systems: readonly System[] = ["trovella", "shootout", "blockbotx", "everyskill", "procgenie"];
const folderOf = (system: System, state: "as-written" | "mended"): string =>
  fileURLToPath(new URL(`../../../../test/fixtures/systems/${system}/${state}`, import.meta.url));

const check = (root: string): CheckReport => checkRepository({ root, version: "0.1.0", today: "2026-11-21" });

test("the table has each of the 123 defects once", () => {
  expect(defects).toHaveLength(123);
  expect(new Set(defects.map(({ id }) => id)).size).toBe(123);
});

test("every rule of the table exists", () => {
  const known = new Set(allRules.map(({ id }) => id));
  const named = defects.flatMap((defect) =>
    ("found" in defect ? defect.found : []).map((at) => at.split(" ")[1] ?? ""),
  );
  expect(named.filter((id) => !known.has(id))).toEqual([]);
});

describe.each(systems)("the files of %s", (system) => {
  test("each defect that a rule covers is found at its line", () => {
    const found = new Set(
      check(folderOf(system, "as-written")).findings.map(({ at, rule }) => `${at.file}:${at.line} ${rule}`),
    );
    const missing = defects
      .filter((defect) => defect.system === system)
      .flatMap((defect) => ("found" in defect ? defect.found : []).map((where) => ({ id: defect.id, where })))
      .filter(({ where }) => !found.has(where));
    expect(missing).toEqual([]);
  });

  test("mended, they have none, but for a monitor that no file can name", () => {
    const { findings, ignored } = check(folderOf(system, "mended"));
    expect(findings.map(({ at, rule, message }) => `${at.file}:${at.line} ${rule}: ${message}`)).toEqual([]);
    // health-unhealthy-not-restarted: who acts on an unhealthy container is a person, says the comment that ignores it.
    expect(ignored).toBe(1);
  });
});
