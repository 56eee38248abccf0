import { posix } from "node:path";
import type { VariableUse } from "../../facts/compose/compose-file.ts";
import { givenEnvFiles } from "../../facts/env/env-files.ts";
import { type EnvTemplate, templatedName, templatesFor } from "../../facts/env/env-template.ts";
import type { Facts } from "../../facts/facts.ts";
import type { StackFacts } from "../../facts/stack-facts.ts";
import type { Report } from "../../finding.ts";
import { insertLines } from "../../fix/edit.ts";
import { defineRule } from "../../rule.ts";
import { nearName } from "./shared/near-name.ts";
import { isProvidedElsewhere } from "./shared/provided-names.ts";

export const rule = defineRule({
  id: "env-template-missing-key",
  group: "env",
  severity: "error",
  summary: "The template of the env file has every variable that is needed",
  why: "Who sets up a server fills in the template. A variable that is not in it stays empty: Docker Compose replaces it by nothing with a warning, Postgres refuses to start without its password, and the name under which the template asks for it is read by nobody.",
  fix: "Add the variable to the template, or use the name that the template has.",
  links: ["https://docs.docker.com/compose/how-tos/environment-variables/variable-interpolation/"],
  since: "0.1.0",
  autofix: "yes",
  *check(facts) {
    for (const stack of facts.stacks) {
      const templates = templatesOf(stack);
      const [nearest] = templates;
      if (!nearest) continue;
      // A stack for development, or of an example, need not share the template of a folder above.
      if (!stack.scope.production && posix.dirname(nearest.path).replace(/^\.$/, "") !== stack.folder) continue;
      const told = new Set<string>();
      for (const use of stack.variables) {
        if (told.has(use.name) || !isNeeded(use) || isDefaultedElsewhere(stack, use)) continue;
        told.add(use.name);
        if (templates.some(({ entries }) => entries.some(({ name }) => name === use.name))) continue;
        if (isProvidedElsewhere(facts, use.name) || Object.hasOwn(stack.ownVariables, use.name)) continue;
        yield report(facts, use, nearest);
      }
    }
    yield* fromLists(facts);
  },
});

const isNeeded = ({ operator }: VariableUse): boolean => operator === undefined || /^:?\?$/.test(operator);

/** The same variable with a default at another place: it is empty here on purpose, or by an oversight that is another rule's. */
const isDefaultedElsewhere = ({ variables }: StackFacts, { name }: VariableUse): boolean =>
  variables.some((other) => other.name === name && /^:?-$/.test(other.operator ?? ""));

/** The templates of the files that the stack's variables come from, the nearest first. */
function templatesOf(stack: StackFacts): EnvTemplate[] {
  const given = stack.commands
    .flatMap(givenEnvFiles)
    .flatMap((file) => templatesFor(file, stack.facts.envTemplates))
    .filter(({ path }) => templatedName(path) !== ".env");
  return [...new Set([...given, ...stack.templates])];
}

function report(facts: Facts, { name, at }: Pick<VariableUse, "name" | "at">, template: EnvTemplate): Report {
  // A name that is used has its own meaning.
  const used = new Set([...facts.composeFiles.values()].flatMap(({ variables }) => variables.map((use) => use.name)));
  const unused = template.entries.map((entry) => entry.name).filter((other) => !used.has(other));
  const near = nearName(name, unused);
  const last = { file: template.path, line: template.source.lineCount, column: 1 };
  return {
    at,
    message: `The variable ${name} is not in ${template.path}${near === undefined ? "" : `, which has ${near}`}.`,
    related: [
      {
        at: template.entries.find((entry) => entry.name === near)?.at ?? { ...last, line: 1 },
        message: "This is what gets filled in.",
      },
    ],
    fix: {
      title: near === undefined ? `Add ${name} to the template` : `Add ${name} to the template, or use ${near}`,
      edits: insertLines(facts, template.path, last.line + 1, [`${name}=`]),
      suggestion: near !== undefined,
    },
  };
}

/** Lists of names in scripts that fetch secrets: when most of a list is in a template, the rest belongs there as well. */
function* fromLists(facts: Facts): Generator<Report> {
  for (const path of facts.repository.ofKind("shell")) {
    const source = facts.repository.read(path);
    if (!source || !/secret/i.test(`${path}\n${source.text}`)) continue;
    for (const match of source.text.matchAll(
      /^[ \t]*(?:declare -a |readonly )?\w+=\(\s*((?:["']?[A-Z][A-Z0-9_]+["']?\s+)+["']?[A-Z][A-Z0-9_]+["']?)\s*\)/gm,
    )) {
      const start = match.index + match[0].indexOf(match[1] ?? "");
      const names = [...(match[1] ?? "").matchAll(/[A-Z][A-Z0-9_]+/g)];
      const template = facts.envTemplates.find(
        ({ entries }) =>
          names.filter(([name]) => entries.some((entry) => entry.name === name)).length * 2 > names.length,
      );
      if (!template || names.length < 3) continue;
      for (const name of names) {
        if (template.entries.some((entry) => entry.name === name[0])) continue;
        const offset = start + name.index;
        yield report(facts, { name: name[0], at: source.placeOf(offset, offset + name[0].length) }, template);
      }
    }
  }
}
