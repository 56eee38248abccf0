import type { Node } from "oxc-parser";
import type { ScriptSource } from "../../facts/script-source.ts";
import { walkSyntax } from "../../facts/script-source.ts";
import { defineRule } from "../../rule.ts";
import { nextHealthRoutes } from "./shared/health-route-files.ts";
import { exportedFunctions } from "./shared/route-handler.ts";

export const rule = defineRule({
  id: "health-route-shallow",
  group: "health",
  severity: "info",
  summary: "A health route asks the dependencies that it reports on",
  why: "A route that says db: true because a variable is set, or because an object was made, says so while the database is down. Whoever reads the answer, a person or a monitor, looks elsewhere for the cause.",
  fix: "Ask the dependency: SELECT 1, PING; or do not report on it.",
  links: ["https://microservices.io/patterns/observability/health-check-api.html"],
  since: "0.1.0",
  autofix: "no",
  *check(facts) {
    for (const { script, path } of nextHealthRoutes(facts)) {
      if (!dependency.test(script.source.text)) continue;
      const handler = handlerOf(script);
      if (!handler) continue;
      const nodes = [...walkSyntax(handler)];
      // Something is waited for, or handed on as a promise: what it asks is not looked into.
      if (nodes.some((node) => node.type === "AwaitExpression" && !readsRequest(node, script))) continue;
      if (
        nodes.some(
          (node) =>
            node.type === "MemberExpression" &&
            node.property.type === "Identifier" &&
            /^(then|catch)$/.test(node.property.name),
        )
      )
        continue;
      const field = nodes.find(
        (node) =>
          node.type === "Property" &&
          node.kind === "init" &&
          node.key.type === "Identifier" &&
          fieldName.test(node.key.name) &&
          node.value.type !== "ObjectExpression",
      );
      if (field?.type !== "Property" || field.key.type !== "Identifier") continue;
      yield {
        at: script.place(field.key),
        message: `The route ${path} reports on "${field.key.name}" and asks nothing of it: the handler waits for no call.`,
      };
    }
  },
});

const fieldName =
  /^(db|database|postgres|postgresql|mysql|mongo|mongodb|redis|cache|queue|search|typesense|storage|s3)(Ok|OK|Status|Connected|Healthy|Ready)?$/;
const dependency = /\b(db|database|postgres|mysql|mongo|redis|cache|queue|search|typesense|storage|s3)/i;

/** GET of the app router, or what a file of the pages router exports by default. */
function handlerOf({ program }: ScriptSource): Node | undefined {
  if (!program) return undefined;
  const named = exportedFunctions(program).get("GET");
  if (named) return named;
  const exported = program.body.find((statement) => statement.type === "ExportDefaultDeclaration");
  const declaration = exported?.type === "ExportDefaultDeclaration" ? exported.declaration : undefined;
  return declaration?.type === "FunctionDeclaration" || declaration?.type === "ArrowFunctionExpression"
    ? declaration
    : undefined;
}

const readsRequest = (node: { start: number; end: number }, { source }: ScriptSource): boolean =>
  /^await (req|request|params|searchParams|props|context)\b/.test(source.text.slice(node.start, node.end));
