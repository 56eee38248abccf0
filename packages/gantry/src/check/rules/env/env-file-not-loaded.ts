import { posix } from "node:path";
import { escapePattern } from "../../escape-pattern.ts";
import { type EnvTemplate, templatedName } from "../../facts/env/env-template.ts";
import type { Facts } from "../../facts/facts.ts";
import type { StackFacts } from "../../facts/stack-facts.ts";
import type { Report } from "../../finding.ts";
import { defineRule } from "../../rule.ts";
import { hasFlag, optionValues } from "../../shell/command-line.ts";

export const rule = defineRule({
  id: "env-file-not-loaded",
  group: "env",
  severity: "warn",
  summary: "The env file lies where Docker Compose looks for it",
  why: "With -f dir/compose.yaml the project is in dir, and the .env that counts is dir/.env. One beside the command is not read: every variable is empty, with a warning for each, and containers start with blank passwords and keys.",
  fix: "Give --env-file, or put the file into the folder of the first Compose file.",
  links: ["https://docs.docker.com/compose/how-tos/environment-variables/variable-interpolation/#env-file"],
  since: "0.1.0",
  autofix: "suggest",
  *check(facts) {
    for (const stack of facts.stacks) {
      if (stack.folder === "") continue;
      yield* copiedElsewhere(stack);
      if (hasOwnFile(facts, stack)) continue;
      for (const use of stack.commands) {
        const { command, envFiles, subcommand, folder } = use;
        if (
          !/^(up|run|create|config|start|restart|build|pull)$/.test(subcommand ?? "") ||
          optionValues(command.argv, "-f", "--file").length === 0
        )
          continue;
        if (
          envFiles.length > 0 ||
          command.argv.includes("--project-directory") ||
          exportsVariables(command.document.text)
        )
          continue;
        const template = elsewhere(facts, stack, folder);
        if (!template) continue;
        const name = posix.join(posix.dirname(template.path), ".env");
        const word = command.words.find(({ text }) => /^(docker-)?compose$/.test(text));
        const from = folder === undefined || /^[/~]/.test(folder) ? "" : folder;
        const path = posix.relative(from, name);
        const at =
          word &&
          facts.repository
            .read(word.at.file)
            ?.offsetAt({ line: word.at.endLine ?? word.at.line, column: word.at.endColumn ?? 1 });
        yield {
          at: command.at,
          message: `This reads ${posix.join(stack.folder, ".env")}, and ${template.path} is a template for ${name}.`,
          related: [
            {
              at: { file: template.path, line: 1, column: 1 },
              message: `It has ${needed(stack, template).slice(0, 3).join(", ")}, which ${stack.files[0]} needs.`,
            },
          ],
          fix: {
            title: `Give --env-file ${path}`,
            suggestion: true,
            edits: at === undefined ? [] : [{ file: command.at.file, start: at, end: at, text: ` --env-file ${path}` }],
          },
        };
      }
    }
  },
});

/** The template of the project's folder is copied to another one, from which nothing is read: `cp docker/.env.example .env`. */
function* copiedElsewhere(stack: StackFacts): Generator<Report> {
  const own = stack.templates.find((template) => posix.dirname(template.path) === stack.folder);
  if (!own || templatedName(own.path) !== ".env") return;
  for (const { command, envFiles, subcommand } of stack.commands) {
    if (subcommand !== "up" || envFiles.length > 0 || hasFlag(command.argv, "--project-directory")) continue;
    if (optionValues(command.argv, "-f", "--file").length === 0 || exportsVariables(command.document.text)) continue;
    const copies = command.document.commands.flatMap(({ argv, at, folder }) => {
      const [program, from, to, ...more] = argv;
      if (program !== "cp" || from === undefined || to === undefined || more.length > 0) return [];
      const into = posix.join(folder ?? "", to.endsWith("/") ? `${to}.env` : to);
      return posix.join(folder ?? "", from) === own.path ? [{ at, into }] : [];
    });
    const read = posix.join(stack.folder, ".env");
    const [copy] = copies;
    if (!copy || copies.some(({ into }) => into === read) || posix.basename(copy.into) !== ".env") continue;
    yield {
      at: command.at,
      message: `This reads ${read}, and the template was copied to ${copy.into}.`,
      related: [{ at: copy.at, message: "It is copied here." }],
      advice: `Copy it to ${read}, or give --env-file ${copy.into}.`,
    };
  }
}

/** An env file or template in the project's folder, or something that puts one there. */
function hasOwnFile(facts: Facts, { folder }: StackFacts): boolean {
  const own = facts.repository
    .ofKind("env-file", "env-template")
    .some((path) => posix.dirname(path) === folder && templatedName(path).startsWith(".env"));
  const target = new RegExp(`(^|[\\s"'/])${escapePattern(folder)}/\\.env\\b`);
  return own || facts.repository.hasFile(".envrc") || facts.shellDocuments.some(({ text }) => target.test(text));
}

const exportsVariables = (text: string): boolean =>
  /set -a|allexport|export \$\(|(^|\s)(source|\.) \S*\.env/.test(text);

/** A template for a plain `.env` of another folder that has variables which the stack needs. */
const elsewhere = (facts: Facts, stack: StackFacts, folder: string | undefined): EnvTemplate | undefined =>
  facts.envTemplates.find(
    (template) =>
      posix.dirname(template.path).replace(/^\.$/, "") ===
        (folder === undefined || /^[/~]/.test(folder) ? "" : folder) &&
      templatedName(template.path) === ".env" &&
      needed(stack, template).length > 0,
  );

/** The variables of the template that the stack uses and that have no default. */
const needed = ({ variables }: StackFacts, { entries }: EnvTemplate): string[] => [
  ...new Set(
    entries
      .filter(({ name }) => variables.some((use) => use.name === name && !/^:?[-+]/.test(use.operator ?? "")))
      .map(({ name }) => name),
  ),
];
