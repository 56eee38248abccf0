import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { UserError } from "../../../model/error.ts";
import { hostileInputs } from "../../fixtures/hostile-input.ts";
import { readAnyYaml } from "../read-documents.ts";
import { readCommonYaml } from "./read-common-yaml.ts";

/** How many changed texts: `GANTRY_FUZZ_RUNS=50000` for a thorough search. */
const runs = Number(process.env["GANTRY_FUZZ_RUNS"] ?? 1000);

const folder = fileURLToPath(new URL("../../../../../../test/fixtures", import.meta.url));
const files = readdirSync(folder, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && /\.(ya?ml|json)$/.test(entry.name))
  .map(({ parentPath, name }) => `${parentPath}/${name}`.slice(folder.length + 1));

/** What the library makes of it; undefined when it refuses the text. */
function byLibrary(text: string) {
  try {
    return readAnyYaml(text, "f.yaml");
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}

describe("common YAML", () => {
  test("is nearly every file that people write", () => {
    const uncommon = files.filter((file) => !readCommonYaml(readFileSync(`${folder}/${file}`, "utf8"), file));
    expect(uncommon.length / files.length).toBeLessThan(0.1);
  });

  test.each(files)("%s is read as the library reads it", (file) => {
    const text = readFileSync(`${folder}/${file}`, "utf8");
    const common = readCommonYaml(text, "f.yaml");
    if (common) expect(common).toEqual(byLibrary(text));
  });

  test.each([
    "a: b\n",
    "a:\n- b\n- c: d\n  e: f\nf: |-\n  text\n\n  more\n\ng: >\n  one\n  two\n\n  three\n",
    "a: &x {b: 1, c: [d, 'e''f', \"g\\n\\u00e9\"]}\nb: *x\nc:\n  <<: *x\n  b: 2 # two\n",
    '{"a": 1, "b":[true, null, {"c": "d"}],\n "e": ""}',
    "---\n# comment\na: http://x:80/#y # z\nb: -1.50\nc: 2001-12-14\nd: 0o17\ne:\n",
    "  a: b\n  c:\n    - - d\n      - e\n    - f\n",
    "a: &x\n  - b\nc: *x\nd: [*x,\n  e]\n",
  ])("has %j in it", (text) => {
    expect(readCommonYaml(text, "f.yaml")).toEqual(byLibrary(text));
  });

  test.each([
    "a: b\n  c\n",
    "a: 'b\n  c'\n",
    "? a\n: b\n",
    "a: !reset null\n",
    "a: b\n---\nc: d\n",
    "a: 1\na: 2\n",
    "1: a\n",
    "a: *none\n",
    "a: |+\n  b\n",
    "a: b: c\n",
    "a:\n\t- b\n",
    "- a\n -b\n",
  ])("does not have %j in it", (text) => {
    expect(readCommonYaml(text, "f.yaml")).toBeUndefined();
  });

  test.each(["mutated", "tokens"] as const)(
    "that is %s is read as the library reads it, or left to it",
    (kind) => {
      fc.assert(
        fc.property(hostileInputs[kind](), (input) => {
          const text = input.toString();
          const common = readCommonYaml(text, "f.yaml");
          if (common) expect(common).toEqual(byLibrary(text));
        }),
        { numRuns: runs },
      );
    },
    30_000 + runs * 20,
  );
});
