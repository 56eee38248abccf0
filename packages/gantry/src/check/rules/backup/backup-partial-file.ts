import type { Redirect } from "unbash";
import type { Facts } from "../../facts/facts.ts";
import type { Fix, Report, TextEdit } from "../../finding.ts";
import { insertLines } from "../../fix/edit.ts";
import { defineRule } from "../../rule.ts";
import type { ShellDocument } from "../../shell/shell-document.ts";
import { type Dump, dumps, outputOf } from "./shared/dumps.ts";

export const rule = defineRule({
  id: "backup-partial-file",
  group: "backup",
  severity: "error",
  summary: "A dump gets its final name only when it is whole",
  why: "The shell creates the file before the dump begins, and a dump that breaks off leaves what it has under the name of a good backup. Compressed or encrypted, even that half is valid: gunzip and gpg exit 0. It also truncates yesterday's good file of the same name. That it lacks tables is found when somebody needs them.",
  fix: "Write to <name>.part, and rename it when the pipeline has succeeded; use set -o pipefail.",
  links: [
    "https://www.postgresql.org/docs/current/app-pgdump.html",
    "https://www.gnu.org/software/bash/manual/html_node/The-Set-Builtin.html",
  ],
  since: "0.1.0",
  autofix: "yes",
  *check(facts) {
    for (const dump of dumps(facts)) {
      const report = checkDump(facts, dump);
      if (report) yield report;
    }
  },
});

function checkDump(facts: Facts, dump: Dump): Report | undefined {
  const { document, program } = dump;
  const { last, pipeline } = outputOf(dump);
  const redirects = last.type === "Command" ? last.redirects : last.type === "Redirected" ? last.redirects : [];
  const redirect = redirects.find(
    (each): each is Redirect =>
      each.type === "Redirect" &&
      /^(>|>\||&>)$/.test(each.operator) &&
      (each.descriptor === undefined || (each.descriptor.type === "FileDescriptor" && each.descriptor.value === 1)),
  );
  const word = redirect?.target;
  if (!word || isTemporary(word.text) || isFinished(document, word.text)) return undefined;
  const piped = (pipeline?.commands.length ?? 1) > 1;
  const unsafe = piped && !/\bpipefail\b/.test(document.text);
  const manual = document.origin.type === "markdown";
  return {
    at: document.place(word),
    message: unsafe
      ? `The program ${program} writes straight into its final file, and without pipefail nobody notices that it failed.`
      : `The program ${program} writes straight into its final file: one that breaks off leaves half a backup there.`,
    ...(manual && { severity: "warn" }),
    ...fixOf(facts, document, word, (pipeline ?? last).end, unsafe),
  };
}

const isTemporary = (text: string): boolean =>
  /^["']?\/dev\//.test(text) ||
  /\.(part|partial|tmp|temp|new|incomplete|inprogress)["']?$|\b(tmp|temp|part)\b|TMP|TEMP|mktemp|PART/i.test(text);

/** Something after it gives it another name, or takes it away when it failed. */
function isFinished(document: ShellDocument, target: string): boolean {
  const bare = target.replace(/["'{}]/g, "");
  const isTarget = (text: string) => text.replace(/["'{}]/g, "").includes(bare);
  if (/\btrap\b[^\n]*\b(rm|cleanup|remove)/.test(document.text)) return true;
  return document.commands.some(
    ({ argv, words }) => /^(mv|rm)$/.test(argv[0] ?? "") && words.slice(1).some(({ text }) => isTarget(text)),
  );
}

function fixOf(
  facts: Facts,
  document: ShellDocument,
  word: { text: string; pos: number; end: number },
  end: number,
  unsafe: boolean,
): { fix?: Fix } {
  const { origin, snippet } = document;
  const source = facts.repository.read(document.file);
  // In YAML, in cron and in strings other rules of quoting hold.
  if (!source || !/^(script|markdown|make)$/.test(origin.type) || /[`*?]|\$\(/.test(word.text)) return {};
  const part = word.text.endsWith('"')
    ? `${word.text.slice(0, -1)}.part"`
    : /^'/.test(word.text)
      ? `${word.text.slice(0, -1)}.part'`
      : `${word.text}.part`;
  const at = (offset: number) => snippet.offsetAt(offset - 1) + 1;
  const written = source.text.slice(snippet.offsetAt(word.pos), at(word.end));
  if (written !== word.text) return {};
  const edits: TextEdit[] = [
    { file: document.file, start: snippet.offsetAt(word.pos), end: at(word.end), text: part },
    { file: document.file, start: at(end), end: at(end), text: ` && mv ${part} ${word.text}` },
  ];
  const merged =
    at(end) === at(word.end)
      ? [
          {
            file: document.file,
            start: snippet.offsetAt(word.pos),
            end: at(word.end),
            text: `${part} && mv ${part} ${word.text}`,
          },
        ]
      : edits;
  const bash = origin.type === "script" && /^#!.*\bbash\b/.test(source.line(1));
  return {
    fix: {
      title: "Rename it when it is whole",
      edits: [...merged, ...(unsafe && bash ? insertLines(facts, document.file, 2, ["set -o pipefail"]) : [])],
    },
  };
}
