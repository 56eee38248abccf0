import fc, { type Arbitrary } from "fast-check";
import { expect, test } from "vitest";
import { arbitraryDocuments, ground } from "../../../packages/gantry/src/compose/fixtures/arbitrary-document.ts";
import { type CaseFolder, home, writeCase } from "../../../packages/gantry/src/compose/fixtures/case-folder.ts";
import { Tagged, writeYaml } from "../../../packages/gantry/src/compose/fixtures/write-yaml.ts";
import { loadCompose } from "../../../packages/gantry/src/compose/load-compose.ts";
import type { ComposeDocument } from "../../../packages/gantry/src/compose/normalize-document.ts";
import { printCompose, toComposeObject } from "../../../packages/gantry/src/compose/print-compose.ts";
import { UserError } from "../../../packages/gantry/src/model/error.ts";
import { runComposeConfig } from "./compose-binary.ts";

const numRuns = Number(process.env["GANTRY_MERGE_RUNS"] ?? 60);

test("two files merge as Docker Compose merges them", async () => {
  await expectAgreement(arbitraryDocuments(2));
}, 600_000);

test("three files merge as Docker Compose merges them", async () => {
  await expectAgreement(arbitraryDocuments(3));
}, 600_000);

test("files with !reset and !override merge as Docker Compose merges them", async () => {
  await expectAgreement(
    fc
      .tuple(arbitraryDocuments(2), fc.array(place, { minLength: 1, maxLength: 2 }))
      .map(([documents, places]) => tagLast(documents, places)),
  );
}, 600_000);

test("documents of one file merge as Docker Compose merges them", async () => {
  await expectAgreement(arbitraryDocuments(2), (documents) => [documents.map(writeYaml).join("\n---\n")]);
}, 600_000);

test("a service that extends another one is merged as Docker Compose merges it", async () => {
  await expectAgreement(arbitraryDocuments(1).map((documents) => documents.map(extendWeb)));
}, 600_000);

/** Both refuse, or both make the same model; and Docker Compose makes the same of what Gantry prints. */
async function expectAgreement(
  documents: Arbitrary<readonly ComposeDocument[]>,
  write: (documents: readonly ComposeDocument[]) => readonly string[] = (all) => all.map(writeYaml),
): Promise<void> {
  await fc.assert(
    fc.asyncProperty(documents, async (overrides) => {
      const texts = write([ground, ...overrides]);
      const names = texts.map((_, index) => `${index}.yaml`);
      using folder = writeCase({ files: new Map(names.map((name, index) => [name, texts[index] ?? ""])), cwd: "." });
      const args = names.flatMap((name) => ["-f", name]);
      const [theirs, ours] = await Promise.all([
        runComposeConfig({ cwd: folder.cwd, args }),
        loadOrRefuse(folder, names),
      ]);
      if ("refused" in theirs) {
        expect(ours, theirs.refused).toHaveProperty("refused");
        return;
      }
      if ("refused" in ours) throw new Error(`refused: ${ours.refused}`);
      expect(ours.model).toEqual(theirs.model);
      const again = await runComposeConfig({ cwd: folder.cwd, args: ["-f", "-"], input: ours.printed });
      expect(again).toEqual({ model: theirs.model });
    }),
    { numRuns },
  );
}

type Outcome = { refused: string } | { model: Record<string, unknown>; printed: string };

async function loadOrRefuse(folder: CaseFolder, files: readonly string[]): Promise<Outcome> {
  try {
    const { stack } = await loadCompose({ directory: folder.cwd, files, environment: { HOME: home } });
    return { model: toComposeObject(stack), printed: printCompose(stack) };
  } catch (error) {
    if (error instanceof UserError) return { refused: error.message };
    throw error;
  }
}

interface Place {
  tag: Tagged["tag"];
  key: number;
  /** Which key within the value, or null for the value itself. */
  inner: number | null;
}

const place: Arbitrary<Place> = fc.record({
  tag: fc.constantFrom<Tagged["tag"]>("!reset", "!override"),
  key: fc.nat(20),
  inner: fc.option(fc.nat(5)),
});

/** One or two keys of the last document's service, one level down or two, get a tag. */
function tagLast(documents: readonly ComposeDocument[], places: readonly Place[]): ComposeDocument[] {
  const last = documents.at(-1) ?? {};
  const services = servicesOf(last);
  const web = { ...services["web"] };
  const keys = Object.keys(web).filter((key) => !key.startsWith("x-"));
  for (const { tag, key, inner } of places) {
    const name = keys[key % keys.length];
    if (name === undefined) continue;
    // An entry of what another file has as a list is not found by Docker Compose: lists become mappings later.
    const isListBelow = documents.some((document) => Array.isArray(servicesOf(document)["web"]?.[name]));
    web[name] = tagWithin(tag, web[name], isListBelow ? null : inner);
  }
  return [...documents.slice(0, -1), { ...last, services: { ...services, web } }];
}

/** Of scalars, only texts are overridden: Docker Compose reads `!override null` and `!override 1` as words. */
function tagWithin(tag: Tagged["tag"], value: unknown, inner: number | null): unknown {
  if (value === null || typeof value === "number" || typeof value === "boolean") return new Tagged("!reset", value);
  if (inner === null || typeof value !== "object" || Array.isArray(value)) return new Tagged(tag, value);
  if (value instanceof Tagged) return value;
  const keys = Object.keys(value);
  const key = keys[inner % keys.length];
  const entry = key === undefined ? undefined : (value as Record<string, unknown>)[key];
  return key === undefined ? value : { ...value, [key]: tagWithin(tag, entry, null) };
}

/** `other` of the document becomes a service over `web`. */
function extendWeb(document: ComposeDocument): ComposeDocument {
  const services = servicesOf(document);
  return { ...document, services: { ...services, other: { ...services["other"], extends: { service: "web" } } } };
}

function servicesOf(document: ComposeDocument): Record<string, Record<string, unknown>> {
  return document["services"] as Record<string, Record<string, unknown>>;
}
