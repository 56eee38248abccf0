import type { ComposeFile, VariableUse } from "../../facts/compose/compose-file.ts";
import { isSecretName } from "../../facts/env/secret-name.ts";
import type { StackFacts } from "../../facts/stack-facts.ts";
import { defineRule } from "../../rule.ts";

export const rule = defineRule({
  id: "env-required-not-enforced",
  group: "env",
  severity: "warn",
  summary: "A secret without a value stops the start",
  why: "Docker Compose replaces a variable that is not set by nothing, says so in a warning, and goes on. The database starts without a password or not at all, the signing key is empty, the URL lacks its host; the first sign is an error somewhere else, after the deploy.",
  fix: "Write ${NAME:?set NAME}: nothing is started without it.",
  links: ["https://docs.docker.com/reference/compose-file/interpolation/"],
  since: "0.1.0",
  autofix: "yes",
  *check(facts) {
    for (const stack of facts.production) {
      for (const file of stack.files.flatMap((path) => facts.composeFiles.get(path) ?? [])) {
        for (const use of file.variables) {
          if (use.operator !== undefined || use.path[0] !== "services" || isOptional(stack, use.name)) continue;
          if (isDemandedElsewhere(stack, use) || Object.hasOwn(stack.ownVariables, use.name)) continue;
          const inUrl = new RegExp(`[a-z]://\\S*\\$\\{?${use.name}\\b`, "i").test(use.text);
          if (!isSecretName(use.name) && !isPartOfAuthority(use)) continue;
          yield {
            at: use.at,
            message: inUrl
              ? `The URL that \${${use.name}} is a part of is broken without a value, and only a warning tells.`
              : `The variable ${use.name} is empty when nobody sets it, and only a warning tells.`,
            fix: { title: `Demand ${use.name}`, edits: demand(file, use) },
          };
        }
      }
    }
  },
});

/** One `${NAME:?}` stops the start for all. */
const isDemandedElsewhere = ({ variables }: StackFacts, { name }: VariableUse): boolean =>
  variables.some((other) => other.name === name && /^:?\?$/.test(other.operator ?? ""));

/** User, password or host of a URL; a path or a parameter may be empty. */
const isPartOfAuthority = ({ text, name }: VariableUse): boolean =>
  new RegExp(`[a-z]://[^/\\s]*\\$\\{?${name}\\b`, "i").test(text);

/** The template has it behind a `#`, or the comment above calls it optional. */
function isOptional({ templates }: StackFacts, name: string): boolean {
  return templates.some(({ source, entries }) => {
    const entry = entries.find((each) => each.name === name);
    if (!entry) return false;
    const near = `${source.line(entry.at.line - 1)}\n${source.line(entry.at.line)}`;
    return entry.commentedOut || /#.*\boptional\b/i.test(near);
  });
}

function demand({ source }: ComposeFile, { at, name }: VariableUse) {
  const start = source.offsetAt(at);
  const written = source.text.slice(start).match(/^\$(\{\w+\}|\w+)/)?.[0];
  if (written !== `$${name}` && written !== `\${${name}}`) return [];
  return [{ file: source.path, start, end: start + written.length, text: `\${${name}:?set ${name}}` }];
}
