import type { Entry, Expression } from "./expression.ts";

const lineWidth = 110;

/** What stands around an expression on its lines. */
interface Place {
  /** Columns that are taken on the line that the expression begins on: indentation, and what stands before and after it. */
  taken: number;
  /** Spaces before the lines of its block. */
  indent: number;
}

/** The source of an expression: on one line where it fits and has no comments, else an entry a line. */
export function printExpression(expression: Expression, place: Place = { taken: 0, indent: 0 }): string {
  const flat = hasComments(expression) ? undefined : printFlat(expression);
  if (flat !== undefined && place.taken + flat.length <= lineWidth) return flat;
  const inner = place.indent + 2;
  switch (expression.type) {
    case "object": {
      const closing = (expression.closing ?? []).map((line) => `${" ".repeat(inner)}// ${line}`);
      return printBlock("{", [...expression.entries.map((entry) => printEntry(entry, inner)), ...closing], "}", place);
    }
    case "list":
      return printBlock(
        "[",
        expression.items.map((item) => printItem(item, inner)),
        "]",
        place,
      );
    case "call":
      return printCall(expression.callee, expression.arguments, place);
    case "commented":
      return printExpression(expression.value, place);
    default:
      return printFlat(expression);
  }
}

function printCall(callee: string, values: readonly Expression[], { taken, indent }: Place): string {
  const [only, ...more] = values;
  if (only !== undefined && only.type !== "commented" && more.length === 0) {
    return `${callee}(${printExpression(only, { taken: taken + callee.length + 2, indent })})`;
  }
  return printBlock(
    `${callee}(`,
    values.map((value) => printItem(value, indent + 2)),
    ")",
    { taken, indent },
  );
}

function printBlock(open: string, lines: readonly string[], close: string, { indent }: Place): string {
  return lines.length === 0 ? open + close : `${open}\n${lines.join("\n")}\n${" ".repeat(indent)}${close}`;
}

function printItem(item: Expression, indent: number): string {
  const printed = printExpression(item, { taken: indent + 1, indent });
  return [...commentsOf(item), `${printed},`].map((line) => " ".repeat(indent) + line).join("\n");
}

function printEntry({ key, value }: Entry, indent: number): string {
  const name = printKey(key);
  const printed = printExpression(value, { taken: indent + name.length + 3, indent });
  return [...commentsOf(value), `${printAssignment(name, printed, value)},`]
    .map((line) => " ".repeat(indent) + line)
    .join("\n");
}

/** Shorthand is for a constant of that name: `true: true` is no `true`. */
function printAssignment(name: string, printed: string, value: Expression): string {
  return value.type === "code" && printed === name ? name : `${name}: ${printed}`;
}

function commentsOf(expression: Expression): string[] {
  return expression.type === "commented" ? expression.comments.map((line) => `// ${line}`) : [];
}

function printFlat(expression: Expression): string {
  switch (expression.type) {
    case "literal":
      return JSON.stringify(expression.value);
    case "code":
      return expression.text;
    case "call":
      return `${expression.callee}(${expression.arguments.map(printFlat).join(", ")})`;
    case "template":
      return `text\`${expression.parts.map(printTemplatePart).join("")}\``;
    case "choice":
      return `${expression.condition} ? ${printFlat(expression.yes)} : ${printFlat(expression.no)}`;
    case "list":
      return `[${expression.items.map(printFlat).join(", ")}]`;
    case "object": {
      const entries = expression.entries.map(({ key, value }) =>
        printAssignment(printKey(key), printFlat(value), value),
      );
      return entries.length === 0 ? "{}" : `{ ${entries.join(", ")} }`;
    }
    case "commented":
      return printFlat(expression.value);
  }
}

function printTemplatePart(part: string | Expression): string {
  if (typeof part !== "string") return `\${${printFlat(part)}}`;
  // A carriage return in a template would be read as a line feed.
  return part.replaceAll(/[`\\$]/g, "\\$&").replaceAll("\r", "\\r");
}

/** `__proto__` would set the prototype, in quotes or without; a computed key is an ordinary one. */
function printKey(key: string): string {
  if (key === "__proto__") return '["__proto__"]';
  return /^[A-Za-z_$][\w$]*$/.test(key) ? key : JSON.stringify(key);
}

function hasComments(expression: Expression): boolean {
  switch (expression.type) {
    case "commented":
      return true;
    case "object":
      return expression.closing !== undefined || expression.entries.some(({ value }) => hasComments(value));
    case "list":
      return expression.items.some(hasComments);
    case "call":
      return expression.arguments.some(hasComments);
    default:
      return false;
  }
}
