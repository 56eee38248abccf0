import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type CaseFolder, home, writeCase } from "../../compose/fixtures/case-folder.ts";
import { loadCase, readArguments } from "../../compose/fixtures/load-case.ts";
import { type ComposeCase, readCases } from "../../compose/fixtures/read-cases.ts";
import { toComposeObject } from "../../compose/print-compose.ts";
import { loadConfig } from "../../config/load-config.ts";
import { UserError } from "../../model/error.ts";
import type { LoadedStack } from "../../model/stack.ts";
import { printConfig } from "../print/print-config.ts";
import { convertCompose } from "./convert-compose.ts";
import { readComposeFiles } from "./read-compose-files.ts";

const valid = readCases().filter(({ errors }) => errors.length === 0);

/** Clauses that are about what a typed stack does otherwise, and what is refused for it. */
const withoutCounterpart = new Map([
  ["extends", /no `extends`|the tag !(reset|override)/],
  ["include", /no `include`|no `extends`/],
  ["reset-override", /the tag !(reset|override)/],
]);

/** A typed stack reads `.env` whatever other files are named, and only the option names them. */
const otherEnvFiles = new Set(["--env-file takes the place of .env", "COMPOSE_ENV_FILES names env files"]);

const plain = valid.filter(({ clause, title }) => !withoutCounterpart.has(clause) && !otherEnvFiles.has(title));

describe.each([...new Set(plain.map(({ clause }) => clause))])("%s, converted", (clause) => {
  const cases = plain.filter((one) => one.clause === clause);
  test.for(cases.map((one) => [one.title, one] as const))("%s", async ([, composeCase]) => {
    using folder = writeCase(composeCase);
    const converted = await loadConverted(composeCase, folder);
    expect(modelOf(converted)).toEqual(modelOf(await loadCase(composeCase, folder)));
  });
});

describe.each([...withoutCounterpart])("%s", (clause, reason) => {
  const cases = valid.filter((one) => one.clause === clause);
  test.for(cases.map((one) => [one.title, one] as const))(
    "%s: the same model, or a reason",
    async ([, composeCase]) => {
      using folder = writeCase(composeCase);
      const converted = await loadConverted(composeCase, folder).catch((error: unknown) => error);
      if (!(converted instanceof UserError)) {
        expect(modelOf(converted as LoadedStack)).toEqual(modelOf(await loadCase(composeCase, folder)));
        return;
      }
      expect(converted.issues.length).toBeGreaterThan(0);
      for (const { message, position } of converted.issues) {
        expect(message).toMatch(reason);
        expect(position).toMatchObject({ file: expect.any(String), line: expect.any(Number) });
      }
    },
  );
});

async function loadConverted(composeCase: ComposeCase, folder: CaseFolder): Promise<LoadedStack> {
  const given = readArguments(composeCase.args);
  const env = { HOME: home, ...composeCase.env };
  const project = await readComposeFiles({ directory: folder.cwd, environment: env, ...given });
  const file = join(project.directory, "gantry.config.ts");
  await writeFile(file, printConfig(convertCompose(project)));
  const { envFiles, profiles, projectName } = given;
  const variables = { XDG_CACHE_HOME: folder.directory, ...env };
  return loadConfig({ directory: folder.cwd, file, mode: "values", env: variables, envFiles, profiles, projectName });
}

function modelOf({ stack }: LoadedStack): Record<string, unknown> {
  const { "x-gantry": _extras, ...model } = toComposeObject(stack);
  return model;
}
