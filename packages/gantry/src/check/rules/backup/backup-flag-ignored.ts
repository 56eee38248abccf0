import { posix } from "node:path";
import type { Facts } from "../../facts/facts.ts";
import { defineRule } from "../../rule.ts";
import { commandStart } from "../../shell/command-line.ts";
import type { ShellCommand, ShellWord } from "../../shell/shell-document.ts";
import { backupDocuments } from "./shared/dumps.ts";

export const rule = defineRule({
  id: "backup-flag-ignored",
  group: "backup",
  severity: "warn",
  summary: "A script looks at the options that it is called with",
  why: "A shell script that never mentions its arguments takes any of them in silence. backup.sh --full then does what backup.sh does, and the full backup that the crontab speaks of does not exist.",
  fix: "Let the script read the option, or take it out of the call.",
  links: ["https://www.gnu.org/software/bash/manual/html_node/Positional-Parameters.html"],
  since: "0.1.0",
  autofix: "no",
  *check(facts) {
    for (const document of backupDocuments(facts)) {
      if (!/\.(sh|bash)["']?,?\s+.*-/.test(document.text)) continue;
      for (const command of document.commands) {
        const call = scriptCall(facts, command);
        if (!call) continue;
        for (const flag of call.flags) {
          if (reads(call.text, flag.text)) continue;
          yield {
            at: flag.at,
            message: `The script ${posix.basename(call.path)} never looks at ${flag.text.replace(/=.*$/, "")}.`,
            related: [{ at: { file: call.path, line: 1, column: 1 }, message: "This is the script." }],
          };
        }
      }
    }
  },
});

interface Call {
  readonly path: string;
  readonly text: string;
  readonly flags: readonly ShellWord[];
}

/** A call of a script of the repository with options. */
function scriptCall(facts: Facts, { words, argv }: ShellCommand): Call | undefined {
  let start = commandStart(argv);
  if (/^(ba|da|a)?sh$/.test(argv[start] ?? "")) start += 1;
  const name = argv[start] ?? "";
  if (!/\.(sh|bash)$/.test(name)) return undefined;
  const named = facts.repository.ofKind("shell").filter((path) => posix.basename(path) === posix.basename(name));
  const path =
    named.length === 1
      ? named[0]
      : named.find((each) => name.endsWith(`/${each}`) || each === name.replace(/^\.\//, ""));
  const text = path === undefined ? undefined : facts.repository.read(path)?.text;
  if (path === undefined || text === undefined) return undefined;
  const flags = words.slice(start + 1).filter(({ text: word, literal }) => literal && /^--?[a-zA-Z]/.test(word));
  return { path, text: text.replace(/^\s*#(?!!).*$/gm, ""), flags };
}

/** Whether the script reads an option, or hands all of its arguments on. */
function reads(text: string, flag: string): boolean {
  const name = flag.replace(/=.*$/, "");
  if (text.includes(name) || /\$\{?[@*]/.test(text)) return true;
  const letters = /^-(\w)/.exec(name)?.[1];
  if (/\bgetopts?\b/.test(text))
    return (
      letters === undefined || new RegExp(`getopts?\\s+["']?[\\w:]*${letters}`).test(text) || /getopt\s/.test(text)
    );
  // The one argument is whatever comes first: `case`, or a comparison with other words, would not know it.
  const positional = /\$\{?[1-9]/.test(text);
  if (!positional) return /\bsource\b|^\s*\.\s/m.test(text);
  return !/case\s+"?\$\{?[1-9]/.test(text) || /\*\)/.test(text);
}
