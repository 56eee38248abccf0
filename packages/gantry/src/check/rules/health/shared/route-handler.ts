import type { ArrowFunctionExpression, Function as FunctionNode, Program } from "oxc-parser";

export type Handler = FunctionNode | ArrowFunctionExpression;

/** The functions that a module exports by name: `export async function GET() {…}`, `export const GET = () => …`. */
export function exportedFunctions(program: Program): Map<string, Handler | undefined> {
  const found = new Map<string, Handler | undefined>();
  for (const statement of program.body) {
    if (statement.type !== "ExportNamedDeclaration") continue;
    const { declaration, specifiers } = statement;
    if (declaration?.type === "FunctionDeclaration" && declaration.id) found.set(declaration.id.name, declaration);
    if (declaration?.type === "VariableDeclaration") {
      for (const { id, init } of declaration.declarations) {
        if (id.type !== "Identifier") continue;
        const isFunction = init?.type === "ArrowFunctionExpression" || init?.type === "FunctionExpression";
        found.set(id.name, isFunction ? init : undefined);
      }
    }
    for (const { exported } of specifiers) if (exported.type === "Identifier") found.set(exported.name, undefined);
  }
  return found;
}
