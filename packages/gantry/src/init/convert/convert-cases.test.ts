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

/** What a typed stack has no counterpart for, by what a case is about. */
const otherFile = /^services\.\w+\.extends: only a service of the same file/;
const refused = new Map([
  ["extends: of a service of another file", otherFile],
  ["extends: of the service of the same name in another file", otherFile],
  ["extends: in a chain over files", otherFile],
  ["extends: relative paths of another folder's file are rebased", otherFile],
  ["extends: variables of the other file are interpolated", otherFile],
  ["extends: the name of the file and of the service are interpolated", otherFile],
  ["extends: a base in another file without an image or build is completed", otherFile],
]);

/** A typed stack reads `.env` whatever other files are named, and only the option names them. */
const otherEnvFiles = new Set(["env: --env-file takes the place of .env", "env: COMPOSE_ENV_FILES names env files"]);

const nameOf = ({ clause, title }: ComposeCase) => `${clause}: ${title}`;
const isIncluding = ({ clause }: ComposeCase) => clause === "include";
const named = (cases: ComposeCase[]) => cases.map((one) => [nameOf(one), one] as const);

describe("the converted file has the same model as", () => {
  const cases = valid.filter(
    (one) => !isIncluding(one) && !refused.has(nameOf(one)) && !otherEnvFiles.has(nameOf(one)),
  );
  test.for(named(cases))("%s", async ([, composeCase]) => {
    using folder = writeCase(composeCase);
    const converted = await loadConverted(composeCase, folder);
    expect(modelOf(converted)).toEqual(modelOf(await loadCase(composeCase, folder)));
  });
});

describe("with its place is refused", () => {
  const cases = valid.filter((one) => isIncluding(one) || refused.has(nameOf(one)));
  test.for(named(cases))("%s", async ([name, composeCase]) => {
    using folder = writeCase(composeCase);
    const error = await loadConverted(composeCase, folder).catch((reason: unknown) => reason);
    if (!(error instanceof UserError)) throw new Error("it was converted");
    const reason = refused.get(name) ?? /no `include`/;
    expect(error.issues.filter(({ message }) => reason.test(message))).not.toEqual([]);
    for (const { position } of error.issues) {
      expect(position).toMatchObject({ file: expect.any(String), line: expect.any(Number) });
    }
  });
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
