import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { writeCase } from "../../../packages/gantry/src/compose/fixtures/case-folder.ts";
import { loadCase } from "../../../packages/gantry/src/compose/fixtures/load-case.ts";
import {
  type Recording,
  readCases,
  readRecordings,
  recordingPath,
} from "../../../packages/gantry/src/compose/fixtures/read-cases.ts";
import { printCompose } from "../../../packages/gantry/src/compose/print-compose.ts";
import { runComposeConfig } from "./compose-binary.ts";

/** `GANTRY_RECORD=1` writes the recordings anew instead of comparing. */
const recording = process.env["GANTRY_RECORD"] === "1";

const all = readCases();
const clauses = [...new Set(all.map(({ clause }) => clause))];

describe.each(clauses)("%s", (clause) => {
  const cases = all.filter((one) => one.clause === clause);
  const recorded = readRecordings(clause);
  const seen: Record<string, Recording> = {};

  test.concurrent.for(cases.map((one) => [one.title, one] as const))("%s", async ([, composeCase]) => {
    using folder = writeCase(composeCase);
    const result = folder.portable(await runComposeConfig({ ...composeCase, cwd: folder.cwd }));
    const refusedByGantry = composeCase.errors.length > 0;
    const differs = composeCase.differs !== undefined;
    const earlier = recorded[composeCase.title];
    // The wording of a refusal may depend on Go's order of maps; what was recorded once stays.
    if (recording) seen[composeCase.title] = "refused" in result && earlier && "refused" in earlier ? earlier : result;
    else if ("model" in result) expect(result).toEqual(earlier);
    else expect(earlier).toHaveProperty("refused");
    expect("refused" in result !== refusedByGantry, JSON.stringify(result)).toBe(differs);
  });

  const loading = cases.filter(({ errors, differs }) => errors.length === 0 && differs === undefined);

  test.concurrent.for(loading.map((one) => [one.title, one] as const))("printed back: %s", async ([, composeCase]) => {
    using folder = writeCase(composeCase);
    const { stack } = await loadCase(composeCase, folder);
    const args = ["-f", "-", "--profile", "*"];
    const result = folder.portable(await runComposeConfig({ cwd: folder.cwd, args, input: printCompose(stack) }));
    if (composeCase.printedApart === undefined) expect(result).toEqual(recorded[composeCase.title]);
    else expect(result).toHaveProperty("model");
  });

  afterAll(() => {
    if (!recording) return;
    const path = recordingPath(clause);
    mkdirSync(dirname(path), { recursive: true });
    const ordered = Object.fromEntries(cases.map(({ title }) => [title, seen[title]]));
    writeFileSync(path, `${JSON.stringify(ordered, null, 1)}\n`);
  });
});
