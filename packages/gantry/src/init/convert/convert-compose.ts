import { basename, relative } from "node:path";
import { child, isNull, mapping, type Node, withEntry } from "../../compose/node.ts";
import type { Project } from "../../compose/project/find-project.ts";
import { configError, type Issue } from "../../model/error.ts";
import type { ConfigDraft } from "../draft/config-draft.ts";
import { call, commented, type Expression, literal, object } from "../print/expression.ts";
import { type CompileContext, compileNode, refuse } from "./compile-node.ts";
import { variablesName } from "./compile-template.ts";
import { convertEnvironments, refuseTags } from "./convert-environments.ts";
import { expandExtends, type Layer } from "./expand-extends.ts";
import { findMixedVariables } from "./find-mixed-variables.ts";
import { mergeParts } from "./merge-parts.ts";
import { resolveTags } from "./resolve-tags.ts";
import { suggestPreset } from "./suggest-preset.ts";

/** Said by the stack itself, of no meaning, or refused. */
const droppedKeys = new Set(["name", "services", "version", "include"]);

/**
 * The typed stack with the same model as the Compose files: each service in Compose's own words, a definition a file. Pure.
 *
 * @throws UserError `config` with every key that a typed stack cannot have.
 */
export function convertCompose(project: Pick<Project, "sources" | "name" | "directory">): ConfigDraft {
  const issues: Issue[] = [];
  const written = project.sources.flatMap(({ path, documents }): Layer[] =>
    documents.map((document) => ({
      file: relative(project.directory, path) || basename(path),
      document: document.kind === "mapping" ? document : mapping([]),
    })),
  );
  refuseTags(written, { issues });
  const layers = resolveTags(
    written.flatMap((layer) => expandExtends(layer, { issues })),
    { issues },
  );
  const mixed = findMixedVariables(layers.map(({ document }) => document));
  const context: CompileContext = { project: project.name, mixed, issues };
  const services = convertServices(layers, context);
  const environments = convertEnvironments(layers, context);
  const top = convertTopLevel(layers.map(withoutEnvironments), context);
  if (issues.length > 0) throw configError(issues);
  const stack = object({
    name: literal(project.name),
    services: { type: "object", entries: services },
    environments,
    compose: top,
  });
  const files = [...new Set(written.map(({ file }) => file))].join(" and ");
  return {
    header: [
      `Converted from ${files}, which this file takes the place of: its model is the same.`,
      "composeService() is a service in Compose's own words; nothing is added. A preset says more with less: it brings a health",
      "check, a network of its own, limits and least privilege. Change one service at a time, and look at `gantry plan`.",
    ],
    ...(usesVariables(stack) ? { context: `{ env: ${variablesName} }` } : {}),
    constants: [],
    stack,
  };
}

function convertServices(layers: readonly Layer[], context: CompileContext) {
  const found = new Map<string, { file: string; node: Node }[]>();
  for (const { file, document } of layers) {
    const services = child(document, "services");
    if (services === undefined) continue;
    if (services.kind !== "mapping") {
      refuse(services, ["services"], "is not a mapping.", context);
      continue;
    }
    for (const [key, node] of services.entries) found.set(key, [...(found.get(key) ?? []), { file, node }]);
  }
  return [...found].map(([key, definitions]) => ({ key, value: convertService(key, definitions, context) }));
}

function convertService(
  key: string,
  definitions: readonly { file: string; node: Node }[],
  context: CompileContext,
): Expression {
  const path = ["services", key];
  const several = definitions.length > 1;
  const values = definitions.map(({ file, node }) => {
    checkService(key, node, context);
    return commented(several ? [file] : [], isNull(node) ? object({}) : compileNode(node, path, context));
  });
  return commented(suggestPreset(definitions.map(({ node }) => node)), call("composeService", ...values));
}

function checkService(key: string, node: Node, context: CompileContext): void {
  const path = ["services", key];
  if (/^[a-z0-9][a-z0-9_-]*$/.test(key) && key !== "default" && key !== "egress") return;
  const problem = "is not the name of a service in a typed stack: lower-case letters, digits, dashes and underscores.";
  refuse(
    { ...node, at: node.keyAt ?? node.at },
    path,
    problem,
    context,
    "Rename the service, or keep the Compose files.",
  );
}

/** The layer without its environments, which a typed stack has beside its services. */
function withoutEnvironments({ file, document }: Layer): Layer {
  const extras = child(document, "x-gantry");
  if (extras?.kind !== "mapping" || !extras.entries.has("environments")) return { file, document };
  const rest = withEntry(extras, "environments", undefined);
  return { file, document: withEntry(document, "x-gantry", rest.entries.size > 0 ? rest : undefined) };
}

/** Networks, volumes, configs, secrets and extensions of all files. */
function convertTopLevel(layers: readonly Layer[], context: CompileContext): Expression | undefined {
  const documents = layers.map(({ document }) => {
    const include = child(document, "include");
    if (include) refuse(include, ["include"], "a typed stack has no `include`: it imports modules.", context);
    const entries = [...document.entries].filter(
      ([key, node]) => !droppedKeys.has(key) && (!isNull(node) || key.startsWith("x-")),
    );
    return mapping(entries);
  });
  const keys = [...new Set(documents.flatMap(({ entries }) => [...entries.keys()]))];
  const entries = keys.map((key) => {
    const parts = documents.flatMap((document) => child(document, key) ?? []);
    return { key, value: compileNode(mergeParts(key, parts, context), [key], context) };
  });
  return entries.length > 0 ? { type: "object", entries } : undefined;
}

/** Whether it decides by a variable's value. */
function usesVariables(expression: Expression): boolean {
  switch (expression.type) {
    case "choice":
      return true;
    case "call":
      return expression.arguments.some(usesVariables);
    case "list":
      return expression.items.some(usesVariables);
    case "object":
      return expression.entries.some(({ value }) => usesVariables(value));
    case "template":
      return expression.parts.some((part) => typeof part !== "string" && usesVariables(part));
    case "commented":
      return usesVariables(expression.value);
    default:
      return false;
  }
}
