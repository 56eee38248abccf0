import type { Expression, ObjectExpression, Program } from "oxc-parser";

/** Whether the `config.matcher` of a Next.js middleware covers a path; undefined when it cannot be told. Without a matcher all paths are covered. */
export function matcherCovers(program: Program, path: string): boolean | undefined {
  const config = exportedValue(program, "config");
  if (config === undefined) return true;
  if (config.type !== "ObjectExpression") return undefined;
  const matcher = propertyOf(config, "matcher");
  if (!matcher) return true;
  const elements = matcher.type === "ArrayExpression" ? matcher.elements : [matcher];
  let unclear = false;
  for (const element of elements) {
    const text = element?.type === "Literal" && typeof element.value === "string" ? element.value : undefined;
    const covered = text === undefined ? undefined : coversPath(text, path);
    if (covered) return true;
    unclear ||= covered === undefined;
  }
  return unclear ? undefined : false;
}

/** The value of `export const NAME = …`. */
export function exportedValue(program: Program, name: string): Expression | undefined {
  for (const statement of program.body) {
    if (statement.type !== "ExportNamedDeclaration" || statement.declaration?.type !== "VariableDeclaration") continue;
    for (const { id, init } of statement.declaration.declarations) {
      if (id.type === "Identifier" && id.name === name) return init ? withoutTypes(init) : undefined;
    }
  }
  return undefined;
}

const withoutTypes = (expression: Expression): Expression =>
  expression.type === "TSAsExpression" || expression.type === "TSSatisfiesExpression"
    ? withoutTypes(expression.expression)
    : expression;

function propertyOf(object: ObjectExpression, name: string): Expression | undefined {
  for (const property of object.properties) {
    if (property.type === "Property" && property.key.type === "Identifier" && property.key.name === name)
      return property.value;
  }
  return undefined;
}

/** A matcher in the notation of path-to-regexp: `/dashboard/:path*`, `/((?!api).*)`. */
function coversPath(matcher: string, path: string): boolean | undefined {
  const pattern = matcher
    .replace(/\/:\w+\*/g, "(?:/.*)?")
    .replace(/\/:\w+\+/g, "/.+")
    .replace(/:\w+(?=\()/g, "")
    .replace(/(?<!\?):\w+/g, "[^/]+");
  try {
    return new RegExp(`^${pattern}/?$`).test(path);
  } catch {
    return undefined;
  }
}
