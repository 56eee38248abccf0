import type { Node } from "oxc-parser";
import type { Facts } from "../../../facts/facts.ts";
import { walkSyntax } from "../../../facts/script-source.ts";
import type { Place } from "../../../place.ts";

/** A variable that code cannot do without. */
export interface RequiredRead {
  readonly name: string;
  readonly at: Place;
}

const passedOver =
  /(^|\/)(tests?|__tests__|e2e|cypress|playwright|spec|scripts?|tools?|migrations?|seeds?|fixtures?|examples?|stories)\/|\.(test|spec|stories|config|setup|d)\.[cm]?[jt]sx?$|(^|\/)(conftest|test_[^/]*|[^/]*_test|setup|manage)\.py$/;

/** What the sources below a folder read and have no default for. What may be optional is left out. */
export function* requiredReads(facts: Facts, folder: string): Generator<RequiredRead> {
  for (const path of facts.repository.below(folder)) {
    if (passedOver.test(path.slice(folder.length))) continue;
    if (/\.[cm]?[jt]sx?$/.test(path)) yield* readsOfScript(facts, path);
    else if (path.endsWith(".py")) yield* readsOfPython(facts, path);
  }
}

function* readsOfScript(facts: Facts, path: string): Generator<RequiredRead> {
  const script = facts.script(path);
  if (!script?.source.text.includes("process.env") || !script.program) return;
  const { text } = script.source;
  const validates = /from ["'](zod|zod\/.*|@t3-oss\/env-\w+)["']/.test(text);
  for (const node of walkSyntax(script.program)) {
    const inner = demanded(node);
    const name = inner && variableName(inner);
    if (inner && name !== undefined) yield { name, at: script.place(inner) };
    if (!validates || node.type !== "Property" || node.key.type !== "Identifier") continue;
    const value = text.slice(node.value.start, node.value.end);
    if (!/^[A-Z][A-Z0-9_]+$/.test(node.key.name) || !/^z\s*\.\w/.test(value)) continue;
    if (
      /\.(optional|default|nullish|nullable|catch|prefault|preprocess|or)\(|z\s*\.(undefined|unknown|any|preprocess)/.test(
        value,
      )
    )
      continue;
    yield { name: node.key.name, at: script.place(node.key) };
  }
}

/** The operand of `process.env.X!`, of `process.env.X as string`, and of `if (!process.env.X) throw`. */
function demanded(node: Node): Node | undefined {
  if (node.type === "TSNonNullExpression") return node.expression;
  if (node.type === "TSAsExpression" && node.typeAnnotation.type === "TSStringKeyword") return node.expression;
  if (node.type !== "IfStatement" || node.test.type !== "UnaryExpression" || node.test.operator !== "!")
    return undefined;
  const { consequent, test } = node;
  const [first] = consequent.type === "BlockStatement" ? consequent.body : [consequent];
  return first?.type === "ThrowStatement" ? test.argument : undefined;
}

function variableName(node: Node): string | undefined {
  if (node.type !== "MemberExpression" || node.computed || node.property.type !== "Identifier") return undefined;
  const { object } = node;
  const isEnv =
    object.type === "MemberExpression" &&
    object.object.type === "Identifier" &&
    object.object.name === "process" &&
    object.property.type === "Identifier" &&
    object.property.name === "env";
  return isEnv ? node.property.name : undefined;
}

function* readsOfPython(facts: Facts, path: string): Generator<RequiredRead> {
  const source = facts.repository.read(path);
  if (!source || !/os\.environ|BaseSettings/.test(source.text)) return;
  const { text } = source;
  for (const match of text.matchAll(/\bos\.environ\[\s*(["'])([A-Z][A-Z0-9_]*)\1\s*\](?!\s*=[^=])/g)) {
    const [whole, , name = ""] = match;
    // Looked for before, or set here.
    if (
      new RegExp(
        `["']${name}["']\\s+(not\\s+)?in\\s+os\\.environ|setdefault\\(\\s*["']${name}|environ\\[["']${name}["']\\]\\s*=[^=]|except KeyError`,
      ).test(text)
    )
      continue;
    yield { name, at: source.placeOf(match.index, match.index + whole.length) };
  }
  if (/env_prefix|alias|env_nested/.test(text)) return;
  for (const block of text.matchAll(/^class \w+\((?:\w+\.)?BaseSettings\)[^\n]*\n((?:[ \t]+[^\n]*\n|\n)*)/gm)) {
    const start = block.index + block[0].length - (block[1]?.length ?? 0);
    for (const field of (block[1] ?? "").matchAll(
      /^( {4}|\t)([a-zA-Z]\w*)[ \t]*:[ \t]*(?!ClassVar)[^=\n#]+(#[^\n]*)?$/gm,
    )) {
      const [, indent = "", name = ""] = field;
      const at = start + field.index + indent.length;
      if (name !== "model_config") yield { name: name.toUpperCase(), at: source.placeOf(at, at + name.length) };
    }
  }
}
