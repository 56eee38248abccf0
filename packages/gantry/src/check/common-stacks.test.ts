import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { checkRepository } from "./check-repository.ts";

const folder = fileURLToPath(new URL("../../../../test/fixtures/stacks", import.meta.url));
const stacks = readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

/** By stack: the errors on which a reviewer agrees, and why. */
const verdicts: Record<string, { error: string; verdict: string }[]> = parse(
  readFileSync(`${folder}/verdicts.yaml`, "utf8"),
);

describe("stacks as their good users keep them", () => {
  test("are sixty at least, and each reviewed one is there", () => {
    expect(stacks.length).toBeGreaterThanOrEqual(60);
    expect(stacks).toEqual(expect.arrayContaining(Object.keys(verdicts)));
  });

  test("each verdict is a sentence that agrees", () => {
    for (const { verdict } of Object.values(verdicts).flat()) expect(verdict).toMatch(/^Right\b.{20,}\.$/);
  });

  test.each(stacks)("%s has only errors on which a reviewer agrees", (name) => {
    const { findings } = checkRepository({ root: `${folder}/${name}`, today: "2026-11-21", version: "0.0.0" });
    const errors = findings
      .filter(({ severity }) => severity === "error")
      .map(({ at, rule }) => `${at.file}:${at.line} ${rule}`);
    expect(errors).toEqual((verdicts[name] ?? []).map(({ error }) => error));
  });
});
