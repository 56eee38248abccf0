import type { ConfigDraft, DraftConstant } from "../draft/config-draft.ts";
import type { Expression } from "./expression.ts";
import { printExpression } from "./print-expression.ts";

/** The source of a `gantry.config.ts`. */
export function printConfig(draft: ConfigDraft): string {
  const names = new Set(["defineStack"]);
  for (const { value } of draft.constants) collectImports(value, names);
  collectImports(draft.stack, names);
  return [
    `import { ${[...names].sort().join(", ")} } from "gantry";`,
    "",
    ...draft.header.map((line) => `// ${line}`.trimEnd()),
    printDefinition(draft),
    "",
  ].join("\n");
}

function printDefinition({ context = "", constants, stack }: ConfigDraft): string {
  if (constants.length === 0) {
    const value = printExpression(
      { type: "call", callee: "defineStack", arguments: [stack] },
      { taken: 16, indent: 0 },
    );
    if (context === "") return `export default ${value};`;
    return `export default defineStack((${context}) => (${printExpression(stack, { taken: 40, indent: 0 })}));`;
  }
  return [
    `export default defineStack((${context}) => {`,
    ...constants.map(printConstant),
    `  return ${printExpression(stack, { taken: 10, indent: 2 })};`,
    "});",
  ].join("\n");
}

function printConstant({ name, value, comments }: DraftConstant): string {
  const printed = printExpression(value, { taken: name.length + 12, indent: 2 });
  return [...comments.map((line) => `  // ${line}`), `  const ${name} = ${printed};`, ""].join("\n");
}

/** The names that an expression takes from the library: what it calls, and the tag of its templates. */
function collectImports(expression: Expression, names: Set<string>): void {
  switch (expression.type) {
    case "call":
      // A method belongs to a constant.
      if (!expression.callee.includes(".")) names.add(expression.callee);
      for (const value of expression.arguments) collectImports(value, names);
      return;
    case "template":
      names.add("text");
      for (const part of expression.parts) if (typeof part !== "string") collectImports(part, names);
      return;
    case "list":
      for (const item of expression.items) collectImports(item, names);
      return;
    case "object":
      for (const { value } of expression.entries) collectImports(value, names);
      return;
    case "commented":
      collectImports(expression.value, names);
      return;
    case "choice":
      for (const part of [expression.yes, expression.no]) collectImports(part, names);
      return;
    default:
      return;
  }
}
