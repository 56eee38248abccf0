import { declaredEnvironments } from "../../compose/environment/declared-environments.ts";
import { Findings } from "../../compose/findings.ts";
import { parseTemplate, TemplateError } from "../../compose/interpolate/substitute.ts";
import { child, isNull, type MappingNode, mapping, type Node, textOf } from "../../compose/node.ts";
import { environment as environmentShape } from "../../compose/schema/extras.ts";
import { canonicalise } from "../../compose/steps/canonicalise.ts";
import { merge } from "../../compose/steps/merge.ts";
import { UserError } from "../../model/error.ts";
import type { ModelPath } from "../../model/position.ts";
import { type Expression, object } from "../print/expression.ts";
import { type CompileContext, compileNode, refuse } from "./compile-node.ts";
import type { Layer } from "./expand-extends.ts";
import { mergeParts } from "./merge-parts.ts";
import { findTags } from "./resolve-tags.ts";

/** What the files say of environments, as the stack's own `environments`: services in Compose's words. */
export function convertEnvironments(layers: readonly Layer[], context: CompileContext): Expression | undefined {
  const declared = declaredEnvironments(layers.map(({ document }) => document));
  const entries = [...declared].map(([name, nodes]) => ({
    key: name,
    value: convertEnvironment(nodes.filter(isMapping), ["x-gantry", "environments", name], context),
  }));
  return entries.length > 0 ? { type: "object", entries } : undefined;
}

/** What an environment takes away or replaces has no counterpart: its changes are merged. */
export function refuseTags(layers: readonly Layer[], context: Pick<CompileContext, "issues">): void {
  for (const [name, nodes] of declaredEnvironments(layers.map(({ document }) => document))) {
    for (const { path, node } of nodes.flatMap((each) => findTags(each, ["x-gantry", "environments", name]))) {
      refuse(node, path, `the tag !${node.tag} has no counterpart in an environment.`, context);
    }
  }
}

const isMapping = (node: Node): node is MappingNode => node.kind === "mapping";

function convertEnvironment(nodes: readonly MappingNode[], path: ModelPath, context: CompileContext): Expression {
  for (const [key, node] of nodes.flatMap(({ entries }) => [...entries])) {
    if (!Object.hasOwn(environmentShape.keys, key))
      refuse(node, [...path, key], "is no key of an environment.", context);
  }
  const last = (key: string) => nodes.map((node) => child(node, key)).findLast((node) => node !== undefined);
  const [host, domain] = [last("host"), last("domain")];
  return object({
    host: host && compilePlain(host, [...path, "host"], context),
    domain: domain && compilePlain(domain, [...path, "domain"], context),
    variables: convertVariables(nodes, [...path, "variables"], context),
    services: convertServices(nodes, [...path, "services"], context),
  });
}

function convertVariables(
  nodes: readonly MappingNode[],
  path: ModelPath,
  context: CompileContext,
): Expression | undefined {
  const findings = new Findings();
  const shape = environmentShape.keys["variables"];
  let merged: Node | undefined;
  for (const node of nodes.flatMap((each) => child(each, "variables") ?? [])) {
    const canonical = shape && canonicalise(node, shape, path, findings);
    if (canonical && shape) merged = merge(merged, canonical, shape, path, findings);
    else refuse(node, path, "is not a mapping of variables.", context);
  }
  if (merged?.kind !== "mapping") return undefined;
  const entries = [...merged.entries].map(([key, value]) => ({
    key,
    value: compilePlain(value, [...path, key], context),
  }));
  return { type: "object", entries };
}

function convertServices(
  nodes: readonly MappingNode[],
  path: ModelPath,
  context: CompileContext,
): Expression | undefined {
  const found = new Map<string, Node[]>();
  for (const part of nodes.flatMap((node) => child(node, "services") ?? [])) {
    if (part.kind === "mapping") refuseExtends(part, path, context);
    else if (!isNull(part)) refuse(part, path, "is not a mapping of services.", context);
    for (const [key, node] of part.kind === "mapping" ? part.entries : []) {
      if (!isNull(node)) found.set(key, [...(found.get(key) ?? []), node]);
    }
  }
  const entries = [...found].map(([key, definitions]) => {
    const merged = mergeDefinitions(definitions, [...path, key], context);
    return { key, value: object({ compose: compileNode(merged, [...path, key], context) }) };
  });
  return entries.length > 0 ? { type: "object", entries } : undefined;
}

/** What several files say about a service as one. */
function mergeDefinitions(definitions: readonly Node[], path: ModelPath, context: CompileContext): Node {
  const [first = mapping([]), ...rest] = definitions;
  if (rest.length === 0) return first;
  try {
    const parts = definitions.map((node) => mapping([["service", node]]));
    return child(mergeParts("services", parts, context), "service") ?? first;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    refuse(first, path, "several files say it, and with variables in it they cannot be merged.", context);
    return first;
  }
}

function refuseExtends(services: MappingNode, path: ModelPath, context: CompileContext): void {
  for (const [name, node] of services.entries) {
    const extending = child(node, "extends");
    if (extending)
      refuse(extending, [...path, name, "extends"], "a service of an environment extends nothing.", context);
  }
}

/** A text that has to be known when the config runs: no reference stands for it. */
function compilePlain(node: Node, path: ModelPath, context: CompileContext): Expression {
  const expression = compileNode(node, path, { ...context, mixed: variablesOf(node) });
  if (!isKnownEarly(expression)) {
    refuse(node, path, "a variable in it has no counterpart, unless it has a default and nothing around it.", context);
  }
  return expression;
}

function variablesOf(node: Node): ReadonlySet<string> {
  try {
    const parts = parseTemplate(textOf(node) ?? "");
    return new Set(parts.flatMap((part) => (typeof part === "string" ? [] : [part.name])));
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    // It is reported where the text is compiled.
    return new Set();
  }
}

function isKnownEarly(expression: Expression): boolean {
  if (expression.type === "choice") return isKnownEarly(expression.yes) && isKnownEarly(expression.no);
  return expression.type === "literal" || expression.type === "code";
}
