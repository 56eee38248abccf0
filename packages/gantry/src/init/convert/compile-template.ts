import { parseTemplate, type TemplateVariable } from "../../compose/interpolate/substitute.ts";
import { isSecretName } from "../is-secret-name.ts";
import { call, code, type Expression, literal, object } from "../print/expression.ts";

export interface TemplateSurroundings {
  /** What `COMPOSE_PROJECT_NAME` stands for. */
  project: string;
  /** Variables that are used in more ways than one: a late reference has one default only. */
  mixed: ReadonlySet<string>;
}

/** The name by which a config knows the variables, where a value decides before it is resolved. */
export const variablesName = "variables";

/**
 * A text of a Compose file as an expression with the same value under the same variables: `${X:-d}` becomes `env("X", { default: "d" })`,
 * `${X:?}` a required one, or a secret by its name; what no reference can say becomes a condition.
 *
 * @throws TemplateError
 */
export function compileTemplate(template: string, surroundings: TemplateSurroundings): Expression {
  const parts = parseTemplate(template).map((part) =>
    typeof part === "string" ? part : compileVariable(part, surroundings),
  );
  const texts = parts.map((part) => (typeof part === "string" ? part : textOf(part)));
  if (texts.every((text) => text !== undefined)) return literal(texts.join(""));
  const [only, ...more] = parts;
  if (only !== undefined && typeof only !== "string" && more.length === 0) return only;
  return { type: "template", parts };
}

function compileVariable(variable: TemplateVariable, surroundings: TemplateSurroundings): Expression {
  const { name, operator: sign } = variable;
  if (name === "COMPOSE_PROJECT_NAME") return compileKnown(variable, surroundings);
  const operand = compileTemplate(variable.operand, surroundings);
  const fallback = textOf(operand);
  const held = `${variablesName}.${name}`;
  const value = code(held);
  switch (sign) {
    case ":?":
      return reference(name);
    case "?":
      return { type: "choice", condition: `${held} === undefined`, yes: reference(name), no: value };
    case ":+":
      return { type: "choice", condition: held, yes: operand, no: literal("") };
    case "+":
      return { type: "choice", condition: `${held} === undefined`, yes: literal(""), no: operand };
    case "-":
      return { type: "choice", condition: `${held} === undefined`, yes: operand, no: value };
    default:
      // A default with braces or dollars would be read again where the stack is printed.
      if (fallback !== undefined && !/[{}$]/.test(fallback) && !surroundings.mixed.has(name)) {
        return call("env", literal(name), object({ default: literal(fallback) }));
      }
      return { type: "choice", condition: held, yes: isSecretName(name) ? reference(name) : value, no: operand };
  }
}

/** A variable that has to have a value. */
function reference(name: string): Expression {
  return isSecretName(name) ? call("secret", object({ name: literal(name) })) : call("env", literal(name));
}

function compileKnown({ operator: sign, operand }: TemplateVariable, surroundings: TemplateSurroundings): Expression {
  return sign?.endsWith("+") ? compileTemplate(operand, surroundings) : literal(surroundings.project);
}

function textOf(expression: Expression): string | undefined {
  return expression.type === "literal" ? String(expression.value) : undefined;
}
