import { posix } from "node:path";
import type { ComposeCommand } from "../../facts/compose/compose-command.ts";
import type { Facts } from "../../facts/facts.ts";
import type { StackFacts } from "../../facts/stack-facts.ts";
import type { Fix } from "../../finding.ts";
import { replaceWithin } from "../../fix/edit.ts";
import { entriesOf, nodeAt } from "../../parse/tree-access.ts";
import { defineRule } from "../../rule.ts";
import { isIncomplete } from "./shared/is-incomplete.ts";

export const rule = defineRule({
  id: "compose-partial-file-alone",
  group: "compose",
  severity: "error",
  summary: "A command names every Compose file that its services need",
  why: 'A production file that only changes the services of a base file is no stack by itself. A command that names it alone fails with "neither an image nor a build context", and -f switches the default files off, so the base is not found by itself either.',
  fix: "Name the base file before it with -f, or set COMPOSE_FILE on the server.",
  links: ["https://docs.docker.com/compose/how-tos/multiple-compose-files/merge/"],
  since: "0.1.0",
  autofix: "suggest",
  *check(facts) {
    for (const stack of facts.stacks) {
      const lacking = [...stack.services.values()].filter(
        (service) => isIncomplete(service) && !isExtended(facts, stack, service.name),
      );
      const [first] = lacking;
      if (!first) continue;
      for (const command of stack.commands) {
        // Without -f the default files are merged, and COMPOSE_FILE counts.
        if (command.files.length === 0 || command.subcommand === undefined) continue;
        const names = lacking.map(({ name }) => `"${name}"`).join(", ");
        const files = stack.files.map((file) => posix.basename(file)).join(" and ");
        yield {
          at: command.command.at,
          message: `The command reads ${files} alone, in which ${names} ${lacking.length > 1 ? "have" : "has"} neither an image nor a build.`,
          related: [{ at: first.at(), message: `"${first.name}" only says what changes.` }],
          fix: withBase(
            facts,
            command,
            lacking.map(({ name }) => name),
          ),
        };
      }
    }
  },
});

const isExtended = (facts: Facts, stack: StackFacts, name: string): boolean =>
  stack.files.some((file) =>
    (facts.tree(file)?.documents ?? []).some((document) => nodeAt(document, "services", name, "extends")),
  );

/** The default file of the same folder, when it has what is missing. */
function withBase(facts: Facts, { command, files }: ComposeCommand, names: readonly string[]): Fix | undefined {
  const [first = ""] = files;
  const base = [...facts.composeFiles.values()].find(
    ({ path, tree }) =>
      posix.dirname(path) === posix.dirname(first) &&
      /^(docker-)?compose\.ya?ml$/.test(posix.basename(path)) &&
      tree.documents.some((document) => {
        const services = entriesOf(nodeAt(document, "services"));
        return names.every((name) => ["image", "build"].some((key) => nodeAt(services.get(name), key)));
      }),
  );
  const index = command.words.findIndex(({ text }) => text === "-f" || text === "--file");
  const [flag, file] = [command.words[index], command.words[index + 1]];
  if (!base || !flag || !file) return undefined;
  const sibling = file.text.replace(/[^/]*$/, posix.basename(base.path));
  const edits = replaceWithin(facts, command.at, flag.text, `${flag.text} ${sibling} ${flag.text}`);
  return { title: `Name ${sibling} before it`, suggestion: true, edits };
}
