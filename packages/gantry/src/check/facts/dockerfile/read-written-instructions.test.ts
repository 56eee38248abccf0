import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { SourceText } from "../../repository/source-text.ts";
import { allRules } from "../../rules/all-rules.ts";
import { mutateText, mutation } from "../../testing/mutate-text.ts";
import { readRuleCases } from "../../testing/read-rule-cases.ts";
import type { Instruction } from "./instruction.ts";
import { readAnyInstructions } from "./read-any-instruction.ts";
import { readCommonInstruction } from "./read-common-instruction.ts";
import { readWrittenInstructions } from "./read-written-instructions.ts";
import { splitInstructions } from "./split-instructions.ts";

/** How many changed files: `GANTRY_FUZZ_RUNS=50000` for a thorough search. */
const runs = Number(process.env["GANTRY_FUZZ_RUNS"] ?? 1000);

const isDockerfile = (path: string): boolean => /(^|\/)(Dockerfile[^/]*|[^/]+\.Dockerfile)$/.test(path);

const fixtures = fileURLToPath(new URL("../../../../../../test/fixtures", import.meta.url));
const onDisk = readdirSync(fixtures, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && isDockerfile(entry.name) && !/\.(md|dockerignore)$/.test(entry.name))
  .map(({ parentPath, name }) => readFileSync(`${parentPath}/${name}`, "utf8"));
const inCases = allRules
  .flatMap((rule) => readRuleCases(rule).flatMap(({ files }) => [...files]))
  .flatMap(([path, text]) => (isDockerfile(path) ? [text] : []));
const texts = [...new Set([...onDisk, ...inCases])];

const show = ({ keyword, start, end, flags, words, exec, pairs }: Instruction) => ({
  ...{ keyword, start, end, exec },
  flags: flags.map((flag) => [flag.name, flag.value, flag.start, flag.end]),
  words: words.map((word) => [word.text, word.start, word.end]),
  pairs: pairs.map((pair) => [pair.name, pair.value, pair.start, pair.end]),
});

function expectSame(text: string): void {
  const source = new SourceText("Dockerfile", text);
  const own = readWrittenInstructions(source).map(show);
  expect(own).toEqual(readAnyInstructions(source, 0, text.length).map(show));
}

describe("the instructions of a Dockerfile", () => {
  test("are nearly all common", () => {
    let [common, uncommon] = [0, 0];
    for (const text of texts) {
      const source = new SourceText("Dockerfile", text);
      for (const each of splitInstructions(text).instructions) {
        if (readCommonInstruction(source, each)) common += 1;
        else uncommon += 1;
      }
    }
    expect(common).toBeGreaterThan(1000);
    expect(uncommon / common).toBeLessThan(0.1);
  });

  test("are read as the library reads them", () => {
    expect(texts.length).toBeGreaterThan(100);
    for (const text of texts) expectSame(text);
  });

  test.each([
    "RUN a  \nRUN b",
    "RUN a \\\n  # c\n  b \\\n\n  c\nUSER x",
    "RUN a \\\n  b \\\n",
    "RUN a\\\nb\nUSER x",
    "RUN <<EOF\na b\nEOF\nUSER x\n",
    "COPY <<A <<B /x/\n1\nA\n2\nB\nUSER y",
    "ENV A=b C=\"d e\" D='f' E= F=${G}\nENV A b c\nARG X\nARG Z=1 W=2\nLABEL a=b\\\n c=d\n",
    'HEALTHCHECK --interval=5s CMD ["a", "b"]\n',
    'CMD [ "a" , "b c" ]  \nENTRYPOINT []\nSHELL ["x"]\nCMD ["a",\n"b"]\n',
    "# escape=`\nRUN a `\n b\n",
    "# syntax=docker/dockerfile:1\nFROM a AS b\r\nRUN c\r\n",
    'RUN a \'\\n\' "b\\"c" \\$X \\a \\\\\n b\n',
  ])("%j is read as the library reads it", (text) => {
    expectSame(text);
  });

  test(
    "that are changed anywhere are read as the library reads them",
    () => {
      const changed = fc
        .tuple(fc.constantFrom(...texts), fc.array(mutation, { minLength: 1, maxLength: 4 }))
        .map(([text, mutations]) => mutateText(text, mutations));
      fc.assert(fc.property(changed, expectSame), { numRuns: runs });
    },
    30_000 + runs * 20,
  );
});
