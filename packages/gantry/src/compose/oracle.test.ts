import { relative } from "node:path";
import { describe, expect, test } from "vitest";
import { type Issue, UserError } from "../model/error.ts";
import { type CaseFolder, writeCase } from "./fixtures/case-folder.ts";
import { loadCase } from "./fixtures/load-case.ts";
import { type ComposeCase, type ExpectedError, readCases, readRecordings } from "./fixtures/read-cases.ts";
import { loadCompose } from "./load-compose.ts";
import { printCompose, toComposeObject } from "./print-compose.ts";

const all = readCases();

describe.each([...new Set(all.map(({ clause }) => clause))])("%s", (clause) => {
  const recordings = readRecordings(clause);
  const cases = all.filter((one) => one.clause === clause);
  const named = (some: ComposeCase[]) => some.map((one) => [one.title, one] as const);

  test.for(named(cases.filter(({ errors }) => errors.length === 0)))("%s", async ([title, composeCase]) => {
    using folder = writeCase(composeCase);
    const { stack, warnings } = await loadCase(composeCase, folder);
    const recording = recordings[title];
    if (!recording) throw new Error("not recorded yet");
    const model = folder.portable(toComposeObject(stack));
    // A difference is on purpose only where Docker Compose refuses: then there is no model to compare with.
    if ("model" in recording) expect(model).toEqual(recording.model);
    else expect(composeCase.differs).toBeDefined();
    for (const words of composeCase.warnings) expect(warnings.join("\n")).toContain(words);
    const printed = await loadPrinted(printCompose(stack), folder);
    if (composeCase.printedApart === undefined) expect(printed).toEqual(model);
  });

  test.for(named(cases.filter(({ errors }) => errors.length > 0)))("%s", async ([, composeCase]) => {
    using folder = writeCase(composeCase);
    const error = await loadCase(composeCase, folder).then(
      ({ stack }) => expect.fail(`loaded: ${JSON.stringify(stack)}`),
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(UserError);
    expect(describeIssues(error as UserError, composeCase.errors, folder)).toEqual(composeCase.errors);
  });
});

async function loadPrinted(text: string, folder: CaseFolder): Promise<unknown> {
  const { stack } = await loadCompose({
    directory: folder.directory,
    files: ["-"],
    environment: {},
    profiles: ["*"],
    readStandardInput: async () => text,
  });
  return folder.portable(toComposeObject(stack));
}

/** What was found, in the shape of what was expected: of a message only as much as the expected path is long. */
function describeIssues(error: UserError, expected: readonly ExpectedError[], folder: CaseFolder): ExpectedError[] {
  const issues = error.issues.length > 0 ? error.issues.toSorted(byPosition) : [{ message: error.message }];
  return issues.map(({ message, position }, index) => {
    const path = expected[index]?.path ?? "";
    const agrees = path === "" || message.startsWith(`${path}:`) || message === path;
    return {
      ...(position && { ...position, file: relative(folder.directory, resolveFrom(folder.cwd, position.file)) }),
      path: agrees ? path : message,
    };
  });
}

function byPosition({ position: a }: Issue, { position: b }: Issue): number {
  return (a?.line ?? 0) - (b?.line ?? 0) || (a?.column ?? 0) - (b?.column ?? 0);
}

function resolveFrom(folder: string, file: string): string {
  return file.startsWith("/") ? file : `${folder}/${file}`;
}
