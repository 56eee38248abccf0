export interface SubstituteOptions {
  lookup(name: string): string | undefined;
  /** Called for a variable that has no value and no default. */
  onUnset?(name: string): void;
  /** What stands for a variable that has no value and no default, also for one that is required or decides about a replacement. */
  standIn?: ((name: string) => string) | undefined;
}

/** What is wrong with a template: its syntax, or a required variable that has no value. */
export class TemplateError extends Error {
  override readonly name = "TemplateError";
  readonly fix: string;

  constructor(message: string, fix: string) {
    super(message);
    this.fix = fix;
  }
}

const maximumDepth = 32;
const variable = /[A-Za-z_][A-Za-z0-9_]*/y;
const operator = /:?[-?+]/y;

/**
 * Replaces the variables of a text: `$V`, `${V}`, `${V:-default}`, `${V-default}`, `${V:?error}`, `${V?error}`,
 * `${V:+replacement}`, `${V+replacement}`; `$$` is a dollar sign. What follows an operator may itself have variables.
 *
 * @throws TemplateError
 * @see https://github.com/compose-spec/compose-spec/blob/main/12-interpolation.md
 */
export function substitute(template: string, options: SubstituteOptions, depth = 0): string {
  if (!template.includes("$")) return template;
  if (depth > maximumDepth) {
    throw new TemplateError(`variables are nested deeper than ${maximumDepth} levels.`, "Simplify the expression.");
  }
  return parseTemplate(template)
    .map((part) => (typeof part === "string" ? part : evaluate(part, options, depth)))
    .join("");
}

/** A variable of a template. */
export interface TemplateVariable {
  name: string;
  /** `:-`, `-`, `:?`, `?`, `:+` or `+`. */
  operator?: string;
  /** What follows the operator: a template itself. */
  operand: string;
}

/**
 * The texts and variables of a template, in order; what stands for a dollar sign is one.
 *
 * @throws TemplateError
 */
export function parseTemplate(template: string): (string | TemplateVariable)[] {
  const parts: (string | TemplateVariable)[] = [];
  let text = "";
  let position = 0;
  for (let dollar = template.indexOf("$"); dollar >= 0; dollar = template.indexOf("$", position)) {
    text += template.slice(position, dollar);
    const found = readVariable(template, dollar);
    position = found.end;
    if ("literal" in found) {
      text += found.literal;
      continue;
    }
    const { end: _end, ...part } = found;
    parts.push(text, part);
    text = "";
  }
  return [...parts, text + template.slice(position)].filter((part) => part !== "");
}

interface FoundVariable extends TemplateVariable {
  end: number;
}

function readVariable(template: string, dollar: number): FoundVariable | { literal: string; end: number } {
  const next = template[dollar + 1];
  if (next === "$") return { literal: "$", end: dollar + 2 };
  if (next !== "{") {
    const name = matchAt(variable, template, dollar + 1);
    if (name === undefined) return { literal: "$", end: dollar + 1 };
    return { name, operand: "", end: dollar + 1 + name.length };
  }
  const close = closingBrace(template, dollar, true) ?? closingBrace(template, dollar, false);
  const name = matchAt(variable, template, dollar + 2);
  if (close === undefined || name === undefined) throw invalidTemplate(template);
  const afterName = dollar + 2 + name.length;
  if (afterName === close) return { name, operand: "", end: close + 1 };
  const sign = matchAt(operator, template, afterName);
  if (sign === undefined) throw invalidTemplate(template);
  return { name, operator: sign, operand: template.slice(afterName + sign.length, close), end: close + 1 };
}

function matchAt(pattern: RegExp, text: string, position: number): string | undefined {
  pattern.lastIndex = position;
  return pattern.exec(text)?.[0];
}

/** The brace that ends the expression at `start`: each `${` inside has one of its own, and with `plain` each `{` too. */
function closingBrace(template: string, start: number, plain: boolean): number | undefined {
  let open = 0;
  for (let index = start; index < template.length; index++) {
    if (template.startsWith("$$", index)) {
      // A dollar sign that stands for itself, and the brace after it too.
      index += template[index + 2] === "{" ? 2 : 1;
    } else if (template[index] === "}") {
      open -= 1;
      if (open === 0) return index;
    } else if (template[index] === "{" && (plain || template[index - 1] === "$")) {
      open += 1;
    }
  }
  return undefined;
}

const invalidTemplate = (template: string): TemplateError =>
  new TemplateError(
    `${JSON.stringify(template)} has a "\${" that is no variable.`,
    "Write $NAME or ${NAME}, or $$ for a dollar sign.",
  );

function evaluate(
  { name, operator: sign, operand }: TemplateVariable,
  options: SubstituteOptions,
  depth: number,
): string {
  const value = options.lookup(name);
  const present = sign?.startsWith(":") ? value !== undefined && value !== "" : value !== undefined;
  // Docker Compose evaluates an operand that is not needed too: what is required in there is required.
  const expanded = substitute(operand, options, depth + 1);
  if (options.standIn && value === undefined && sign?.at(-1) !== "-") return options.standIn(name);
  switch (sign?.at(-1)) {
    case "-":
      return present ? (value ?? "") : expanded;
    case "+":
      return present ? expanded : "";
    case "?":
      if (present) return value ?? "";
      throw missingVariable(name, expanded);
    default:
      if (value === undefined) options.onUnset?.(name);
      return value ?? "";
  }
}

const missingVariable = (name: string, message: string): TemplateError =>
  new TemplateError(
    `the required variable ${name} has no value${message ? `: ${message}` : "."}`,
    `Set ${name} in the environment or in the env file.`,
  );
