import type { Report } from "../../finding.ts";
import { defineRule } from "../../rule.ts";
import { unwrapCommand } from "../../shell/command-line.ts";
import type { ShellCommand, ShellDocument } from "../../shell/shell-document.ts";
import { backupDocuments } from "./shared/dumps.ts";

export const rule = defineRule({
  id: "backup-prune-unsafe",
  group: "backup",
  severity: "warn",
  summary: "Old backups go only when enough newer ones are there",
  why: "find -mtime +30 -delete looks at the age alone. When dumps have failed for thirty days, and nobody read the log, it deletes the last good one. What is copied elsewhere and never pruned there grows until that disk is full, and from then on nothing is copied.",
  fix: "Keep at least the newest N whatever their age, delete only after a backup that succeeded, and prune the copies too.",
  links: [
    "https://restic.readthedocs.io/en/stable/060_forget.html",
    "https://man7.org/linux/man-pages/man1/find.1.html",
  ],
  since: "0.1.0",
  autofix: "suggest",
  *check(facts) {
    for (const document of backupDocuments(facts)) {
      if (!/-mtime|-mmin|-ctime/.test(document.text) || !/dump|backup|\.sql/i.test(`${document.text} ${document.file}`))
        continue;
      const prune = document.commands.find(prunesByAge);
      if (!prune || keepsSome(document.text)) continue;
      yield {
        at: prune.at,
        message: stopsOnFailure(document, prune)
          ? "Backups are deleted by their age alone: nothing makes sure that newer ones are left."
          : "Backups are deleted by their age alone, also when this run made none: after a while of failing dumps the last good one goes.",
        advice:
          "Leave out the newest ones: ls -t … | tail -n +8 | xargs -r rm, and run it only after a dump that succeeded.",
      };
      yield* unprunedCopy(document);
    }
  },
});

function prunesByAge({ argv }: ShellCommand): boolean {
  const bare = unwrapCommand(argv);
  if (bare[0] !== "find") return false;
  const aged = bare.some((word, index) => /^-[mc](time|min)$/.test(word) && /^\+|^["']?\$/.test(bare[index + 1] ?? ""));
  const names = bare.join(" ");
  // Logs and temporary files may go by their age.
  if (!aged || /\.log\b|\/tmp\b/.test(names)) return false;
  return (
    bare.includes("-delete") ||
    (bare.includes("-exec") && bare.includes("rm")) ||
    (bare.includes("-print0") && /backup|dump|sql/i.test(names))
  );
}

const keepsSome = (text: string): boolean =>
  /tail\s+(-n\s*)?\+|head\s+(-n\s*)?-\d|head\s+-n\s*"?-|\bKEEP(_LAST|_MIN|_N)?\b|--keep|keep-last|-newer\b|wc\s+-l/.test(
    text,
  );

/** Whether a failed dump ends the script before it comes to the deletion. */
function stopsOnFailure({ text }: ShellDocument, { start }: ShellCommand): boolean {
  const before = text.slice(0, start);
  return /\bset\s+-\w*e|errexit/.test(before) && (/pipefail/.test(before) || !before.includes("|"));
}

/** A copy elsewhere that only ever grows. */
function* unprunedCopy(document: ShellDocument): Generator<Report> {
  for (const { argv, at } of document.commands) {
    const bare = unwrapCommand(argv);
    const [program = "", verb = ""] = bare;
    const toRemote =
      program === "rsync" &&
      bare.some((word) => /^[^-/\s][^/\s]*:/.test(word)) &&
      !bare.some((word) => /^--del/.test(word));
    const copies =
      toRemote ||
      (program === "rclone" && verb === "copy") ||
      (program === "scp" && bare.some((word) => /^[^-/\s]+:/.test(word)));
    if (!copies || /\brclone\s+(delete|sync)|--min-age|\bssh\b[^\n]*(find|rm)|\bsftp\b[^\n]*rm/.test(document.text))
      continue;
    yield {
      at,
      message: "The copies elsewhere are never pruned, although the local ones are.",
      advice: "Prune them there with a retention of their own, and keep the newest ones.",
    };
    return;
  }
}
