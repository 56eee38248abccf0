import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { UserError } from "../model/error.ts";
import type { Stack } from "../model/stack.ts";
import { arbitraryDocuments, ground, type ServiceKey } from "./fixtures/arbitrary-document.ts";
import { writeYaml } from "./fixtures/write-yaml.ts";
import { loadCompose } from "./load-compose.ts";
import { mergeDocuments } from "./merge-documents.ts";
import { type ComposeDocument, normalizeDocument } from "./normalize-document.ts";
import { printCompose, toComposeObject } from "./print-compose.ts";

const directory = "/srv/project";
const numRuns = 300;

/** Two values for one key that conflict with another one are refused as soon as they meet; laws are about what is accepted. */
const conflicting = ["mem_reservation", "x-own"] as const;
const documents = (count: number, without: readonly ServiceKey[] = []) =>
  arbitraryDocuments(count, { without: [...conflicting, ...without] });

describe("Compose documents laid over each other", () => {
  test("an empty document changes nothing, below or above", () => {
    expectLaw(1, ([one = {}]) => {
      const model = normalize(merge(ground, one));
      expect(normalize(merge(ground, one, {}))).toEqual(model);
      expect(normalize(merge({}, ground, one))).toEqual(model);
      expect(normalize(merge(ground, { services: {} }, one))).toEqual(model);
    });
  });

  test("merging changes neither of the documents", () => {
    expectLaw(2, (all) => {
      const before = structuredClone(all);
      merge(ground, ...all);
      expect(all).toEqual(before);
    });
  });

  test("the same document twice is that document, but for sequences that may repeat themselves", () => {
    // The schema forbids an entry of these twice, and two files that say the same are no exception.
    const law = ([one = {}]: ComposeDocument[]) => {
      const once = normalize(merge(ground, one));
      expect(withoutRepetition(normalize(merge(ground, one, one)))).toEqual(withoutRepetition(once));
    };
    expectLaw(1, law, ["device_cgroup_rules", "external_links", "group_add", "security_opt", "volumes_from"]);
  });

  test("it does not matter which two of three documents are merged first", () => {
    // Another logging driver drops the options below it, so that what is lost depends on the order.
    fc.assert(
      fc.property(documents(3, ["logging"]), ([a = {}, b = {}, c = {}]) => {
        expectSame(
          () => merge(merge(ground, a), merge(b, c)),
          () => merge(ground, a, b, c),
        );
      }),
      { numRuns },
    );
  });
});

describe("a loaded stack", () => {
  test("is the same when its files are loaded again", async () => {
    await expectLoadedLaw(async (text) => {
      expect(await load(text)).toEqual(await load(text));
    });
  });

  test("prints to a file that loads as the same stack and prints as itself", async () => {
    await expectLoadedLaw(async (text) => {
      const stack = await load(text);
      const printed = printCompose(stack);
      const again = await load(printed);
      expect(toComposeObject(again)).toEqual(toComposeObject(stack));
      expect(printCompose(again)).toBe(printed);
    });
  });

  test("is what its merged documents normalise to", async () => {
    await fc.assert(
      fc.asyncProperty(documents(2), async (all) => {
        const merged = attempt(() => normalize(merge(ground, ...all)));
        fc.pre(merged !== undefined);
        const stack = await load([ground, ...all].map(writeYaml).join("\n---\n"));
        expect(toComposeObject(stack)).toEqual(merged);
      }),
      { numRuns },
    );
  });
});

function merge(...all: readonly ComposeDocument[]): ComposeDocument {
  return all.reduce(mergeDocuments);
}

function normalize(document: ComposeDocument): Record<string, unknown> {
  return toComposeObject(normalizeDocument(document, { directory }).stack);
}

async function load(text: string): Promise<Stack> {
  const options = { directory, files: ["-"], environment: {}, readStandardInput: async () => text };
  return (await loadCompose(options)).stack;
}

/** A law holds for every list of documents that is accepted; those that are refused are none of its business. */
function expectLaw(count: number, law: (all: ComposeDocument[]) => void, without: readonly ServiceKey[] = []): void {
  fc.assert(
    fc.property(documents(count, without), (all) => {
      fc.pre(attempt(() => normalize(merge(ground, ...all))) !== undefined);
      law(all);
    }),
    { numRuns },
  );
}

async function expectLoadedLaw(law: (text: string) => Promise<void>): Promise<void> {
  await fc.assert(
    fc.asyncProperty(documents(2), async (all) => {
      fc.pre(attempt(() => normalize(merge(ground, ...all))) !== undefined);
      await law([ground, ...all].map(writeYaml).join("\n---\n"));
    }),
    { numRuns },
  );
}

/** Both refuse, or both make the same model. */
function expectSame(one: () => ComposeDocument, other: () => ComposeDocument): void {
  expect(attempt(() => normalize(one()))).toEqual(attempt(() => normalize(other())));
}

function attempt<T>(make: () => T): T | undefined {
  try {
    return make();
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}

/** Hooks, rates and the like are appended without a look at what is there. */
function withoutRepetition(value: unknown): unknown {
  if (Array.isArray(value)) {
    const entries = value.map((entry) => JSON.stringify(withoutRepetition(entry)));
    return [...new Set(entries)];
  }
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, withoutRepetition(entry)]));
}
