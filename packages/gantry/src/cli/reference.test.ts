import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { commandTable } from "./commands/table.ts";
import { printReference } from "./reference.ts";

const page = (name: string) => fileURLToPath(new URL(`../../../../docs/${name}`, import.meta.url));

// `npx vitest run --project unit packages/gantry/src/cli/reference.test.ts --update` writes the page anew.
test("docs/commands.md is what the command table says", async () => {
  await expect(printReference()).toMatchFileSnapshot(page("commands.md"));
});

test("docs/json.md has a section for every command's shape", async () => {
  const text = await readFile(page("json.md"), "utf8");
  for (const { json } of commandTable) expect(text).toContain(`\n## ${json.shape}\n`);
});
