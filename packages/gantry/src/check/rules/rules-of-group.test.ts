import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { groups } from "../rule.ts";

const camel = (id: string): string => id.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());

// `npx vitest run --project unit packages/gantry/src/check/rules --update` writes the lists anew after a rule was added.
test.each(groups)("the list of the group %s has every rule of its folder", async (group) => {
  const folder = join(import.meta.dirname, group);
  const ids = readdirSync(folder)
    .filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts") && name !== "index.ts")
    .map((name) => name.slice(0, -".ts".length))
    .sort();
  const imports = ids.map((id) => `import { rule as ${camel(id)} } from "./${id}.ts";`);
  const text = [
    "// Written by rules-of-group.test.ts.",
    `import type { Rule } from "../../rule.ts";`,
    ...imports,
    "",
    "// biome-ignore format: one rule a line",
    `export const ${group}Rules: readonly Rule[] = [`,
    ...ids.map((id) => `  ${camel(id)},`),
    "];",
    "",
  ].join("\n");
  await expect(text).toMatchFileSnapshot(join(folder, "index.ts"));
});
