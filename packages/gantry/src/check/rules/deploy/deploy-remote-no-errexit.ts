import type { Facts } from "../../facts/facts.ts";
import type { TextEdit } from "../../finding.ts";
import { defineRule } from "../../rule.ts";
import { unwrapCommand } from "../../shell/command-line.ts";
import type { ShellCommand, ShellDocument } from "../../shell/shell-document.ts";
import { remoteDocuments } from "./shared/remote-documents.ts";

export const rule = defineRule({
  id: "deploy-remote-no-errexit",
  group: "deploy",
  severity: "warn",
  summary: "A deployment on a server ends at its first failure",
  why: "A shell goes on after a command that failed, and its exit code is that of the last one. When the login or the pull fails, up starts what is there, succeeds, and the pipeline is green: the new version was never on the server.",
  fix: "Begin the script with set -euo pipefail.",
  links: ["https://www.gnu.org/software/bash/manual/html_node/The-Set-Builtin.html"],
  since: "0.1.0",
  autofix: "yes",
  *check(facts) {
    for (const { document, step } of remoteDocuments(facts)) {
      const statements = document.script.commands.length;
      // The action can end at the first failure by itself.
      if (statements < 2 || step?.with.get("script_stop")?.text === "true" || endsOnFailure(document)) continue;
      const { commands } = document;
      const fetch = commands.find((command) => command.document === document && mayFail(command));
      const start = commands.findLast(isStart);
      const [first] = commands;
      if (!fetch || !start || !first || fetch.start >= start.start || sameStatement(document, fetch, start)) continue;
      yield {
        at: first.at,
        message: "This goes on after a failure: nothing says set -e.",
        related: [
          { at: fetch.at, message: "When this fails," },
          { at: start.at, message: "this starts what is there." },
        ],
        fix: { title: "Begin with set -euo pipefail", edits: beginWithSet(facts, document, first) },
      };
    }
  },
});

function endsOnFailure({ commands, origin }: ShellDocument): boolean {
  const set = commands.some(
    ({ argv: [program, ...words] }) =>
      program === "set" && words.some((word) => /^-\w*e/.test(word) || word === "errexit"),
  );
  if (set || origin.type !== "nested") return set;
  const { argv } = origin.within;
  const shell = argv.findIndex((word) => /^(.*\/)?(ba|da|z)?sh$/.test(word));
  return shell >= 0 && argv.slice(shell + 1).some((word) => /^-\w*e/.test(word) || word === "errexit");
}

const mayFail = ({ argv: words }: ShellCommand): boolean => {
  const argv = unwrapCommand(words);
  return (
    (/^docker(-compose)?$/.test(argv[0] ?? "") && argv.some((word) => /^(pull|login|build|load)$/.test(word))) ||
    (argv[0] === "git" && /^(pull|fetch|checkout|reset)$/.test(argv[1] ?? "")) ||
    argv[0] === "cd" ||
    argv.some((word) => /migrate/.test(word))
  );
};

const isStart = ({ argv: words }: ShellCommand): boolean => {
  const argv = unwrapCommand(words);
  return /^docker(-compose)?$/.test(argv[0] ?? "") && argv.some((word) => /^(up|run|restart|start|deploy)$/.test(word));
};

/** `pull && up`: the one runs only after the other. */
const sameStatement = ({ script }: ShellDocument, one: ShellCommand, other: ShellCommand): boolean =>
  script.commands.some(
    ({ pos, end, command }) =>
      command.type === "AndOr" &&
      command.operators.every((operator) => operator === "&&") &&
      pos <= one.start &&
      other.end <= end,
  );

/** On a line of its own before the first command, where that begins a line. */
function beginWithSet(facts: Facts, { file }: ShellDocument, { at }: ShellCommand): TextEdit[] {
  const source = facts.repository.read(file);
  const indent = source?.line(at.line).slice(0, at.column - 1) ?? "-";
  if (!source || indent.trim() !== "") return [];
  const start = source.offsetAt({ line: at.line, column: 1 });
  return [{ file, start, end: start, text: `${indent}set -euo pipefail\n` }];
}
