/** A variable that a Compose text takes a value from. */
export interface ComposeVariable {
  name: string;
  /** Said when it is missing: `${NAME:?message}`. */
  message?: string;
  /** `${NAME:-default}`, when that is plain text. */
  default?: string;
  /** `${NAME:-${OTHER…}}`: stands for the other one, which is written otherwise. */
  insteadOf?: string;
}

/**
 * The variables of a text before interpolation, those within others too.
 *
 * @see https://github.com/compose-spec/compose-spec/blob/main/12-interpolation.md
 */
export function findVariables(text: string): ComposeVariable[] {
  const found: ComposeVariable[] = [];
  for (let at = text.indexOf("$"); at >= 0; at = text.indexOf("$", at)) {
    if (text[at + 1] !== "{") {
      const [name = ""] = /^[A-Za-z_]\w*/.exec(text.slice(at + 1)) ?? [];
      if (name) found.push({ name });
      // "$$" is a dollar sign.
      at += Math.max(2, name.length + 1);
      continue;
    }
    const end = closingBrace(text, at + 2);
    found.push(...readBraces(text.slice(at + 2, end)));
    at = end + 1;
  }
  return found;
}

function readBraces(inside: string): ComposeVariable[] {
  const [, name = "", operator = "", rest = ""] = /^([A-Za-z_]\w*)(?::?([-?+]))?([\s\S]*)$/.exec(inside) ?? [];
  if (!name) return [];
  const inner = findVariables(rest);
  if (operator === "?") return [{ name, message: rest }, ...inner];
  const [other] = inner;
  if (operator === "-" && other) return [...inner, { name, insteadOf: other.name }];
  return [operator === "-" ? { name, default: rest } : { name }, ...inner];
}

function closingBrace(text: string, from: number): number {
  let depth = 1;
  for (let at = from; at < text.length; at += 1) {
    if (text[at] === "$" && text[at + 1] === "{") depth += 1;
    else if (text[at] === "}") depth -= 1;
    if (depth === 0) return at;
  }
  return text.length;
}
