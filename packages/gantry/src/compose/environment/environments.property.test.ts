import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { UserError } from "../../model/error.ts";
import { arbitraryDocuments, ground } from "../fixtures/arbitrary-document.ts";
import { writeYaml } from "../fixtures/write-yaml.ts";
import { loadCompose } from "../load-compose.ts";

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "gantry-environments-"));
});
afterAll(() => rmSync(directory, { recursive: true }));

/** The stack without what is Gantry's own, or that there is none. */
async function outcome(documents: readonly unknown[], environmentName?: string): Promise<unknown> {
  const files = documents.map((document, index) => {
    writeFileSync(join(directory, `${index}.yaml`), writeYaml(document));
    return `${index}.yaml`;
  });
  try {
    const { stack } = await loadCompose({ directory, files, environment: { ONE: "1", TWO: "2" }, environmentName });
    const { "x-gantry": _extras, ...model } = stack;
    return model;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return "refused";
  }
}

test("the services of an environment do what those of a further file do", { timeout: 60_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(arbitraryDocuments(2), async ([one, two]) => {
      const services = two?.["services"];
      const environments = { staging: { services }, production: { services: { web: { image: "other" } } } };
      const declared = { ...ground, "x-gantry": { environments } };
      expect(await outcome([declared, one], "staging")).toEqual(await outcome([ground, one, { services }]));
      expect(await outcome([declared, one])).toEqual(await outcome([ground, one]));
    }),
    { numRuns: 100 },
  );
});
