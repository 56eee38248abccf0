import type { Facts } from "../../facts/facts.ts";
import type { Fix } from "../../finding.ts";
import { defineRule } from "../../rule.ts";
import { unwrapCommand } from "../../shell/command-line.ts";
import type { ShellCommand, ShellWord } from "../../shell/shell-document.ts";

export const rule = defineRule({
  id: "backup-rsync-port",
  group: "backup",
  severity: "error",
  summary: "The port of rsync over ssh is given to ssh",
  why: "--port is for rsync's own protocol, with rsync:// or two colons. With host:path rsync runs ssh, which does not hear of it and goes to port 22: the connection is refused, or lands on another service of that host. The local dump was made by then, so the missing copy is only in a log.",
  fix: "Write -e 'ssh -p <port>' instead.",
  links: [
    "https://download.samba.org/pub/rsync/rsync.1#opt--port",
    "https://docs.hetzner.com/storage/storage-box/access/access-ssh-rsync-borg/",
  ],
  since: "0.1.0",
  autofix: "yes",
  *check(facts) {
    for (const document of facts.shellDocuments) {
      if (!/\brsync\b/.test(document.text)) continue;
      for (const command of document.commands) {
        const port = ignoredPort(command);
        if (!port) continue;
        yield {
          at: port.word.at,
          message: `The option ${port.word.text} has no effect here: rsync goes over ssh, which takes port 22.`,
          ...fixOf(facts, port),
        };
      }
    }
  },
});

interface Port {
  readonly word: ShellWord;
  readonly value: string;
  /** The word after `--port`, where the value stands by itself. */
  readonly next: ShellWord | undefined;
}

function ignoredPort(command: ShellCommand): Port | undefined {
  const argv = unwrapCommand(command.argv);
  if (!/(^|\/)rsync$/.test(argv[0] ?? "")) return undefined;
  const words = command.words.slice(command.words.length - argv.length);
  const index = words.findIndex(({ text }) => text === "--port" || text.startsWith("--port="));
  const word = words[index];
  if (!word || words.some(({ text }) => /^(-e|--rsh)/.test(text) || text.includes("::") || text.startsWith("rsync://")))
    return undefined;
  // `host:path`; a local path may have a colon after a slash.
  if (!words.some(({ text }) => /^[^-/][^/\s]*:/.test(text) || /^\$\{?\w+\}?:/.test(text))) return undefined;
  const next = word.text === "--port" ? words[index + 1] : undefined;
  return { word, value: next?.text ?? word.text.slice("--port=".length), next };
}

function fixOf(facts: Facts, { word, value, next }: Port): { fix?: Fix } {
  const source = facts.repository.read(word.at.file);
  if (!source) return {};
  const last = next ?? word;
  const start = source.offsetAt(word.at);
  const end = source.offsetAt({ line: last.at.endLine ?? last.at.line, column: last.at.endColumn ?? last.at.column });
  const quote = value.includes("$") ? '"' : "'";
  const text = `-e ${quote}ssh -p ${value}${quote}`;
  return { fix: { title: "Give the port to ssh", edits: [{ file: word.at.file, start, end, text }] } };
}
