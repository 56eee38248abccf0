import { lazy } from "../../facts/lazy.ts";
import { defineRule } from "../../rule.ts";
import { unwrapCommand } from "../../shell/command-line.ts";
import type { ShellDocument } from "../../shell/shell-document.ts";
import { backupDocuments, dumps, outermost } from "./shared/dumps.ts";

export const rule = defineRule({
  id: "backup-not-verified",
  group: "backup",
  severity: "info",
  summary: "Something reads a backup back",
  why: "A dump that broke off can be decrypted and unpacked without an error, since the compression closed it properly: gzip -t and gpg say that the container is whole, not that the tables are in it. Whether a backup is one is known only to what has restored it, or looked for the line at its end.",
  fix: "Look for the trailer (PostgreSQL database dump complete), list it with pg_restore --list, or restore it into an empty database in a job.",
  links: ["https://www.postgresql.org/docs/current/app-pgrestore.html"],
  since: "0.1.0",
  autofix: "suggest",
  *check(facts) {
    const told = new Set<string>();
    const isVerified = lazy(() =>
      [...backupDocuments(facts)].some((other) => outermost(other).origin.type !== "markdown" && readsBack(other)),
    );
    for (const { document, command, program } of dumps(facts)) {
      // A dump by hand is its author's to look at; moving data is no backup.
      const { type } = outermost(document).origin;
      if (type === "markdown" || told.has(document.file)) continue;
      if (!/>|--file|-f\b|\b(aws|rclone|restic|s3cmd|mc|gsutil|--rdb|--archive)\b/.test(document.text)) continue;
      told.add(document.file);
      if (isVerified()) return;
      yield {
        at: command.at,
        message: `Nothing ever reads what ${program} wrote here.`,
        advice:
          "Check the last line of the dump for its trailer, or run pg_restore --list on it; better, restore it into an empty database now and then.",
      };
    }
  },
});

function readsBack(document: ShellDocument): boolean {
  const { text } = document;
  if (!/pg_restore|dump complete|Dump completed|mongorestore|psql|mysql|mariadb|gantry|restore|verify/i.test(text))
    return false;
  if (/dump complete|Dump completed/i.test(text)) return true;
  return document.commands.some(({ argv, redirects }) => {
    const bare = unwrapCommand(argv);
    const has = (pattern: RegExp) => argv.some((word) => pattern.test(word));
    if (has(/^(.*\/)?(pg_restore|mongorestore)$/)) return true;
    if (bare[0] === "gantry" && /restore|verify|backup/.test(bare[1] ?? "")) return true;
    if (
      /(^|\/)[\w-]*(restore|verify)[\w-]*(\.sh)?$/.test(bare[0] ?? "") ||
      (/^(ba)?sh$/.test(bare[0] ?? "") && /(restore|verify)/.test(bare[1] ?? ""))
    )
      return true;
    return (
      has(/^(psql|mysql|mariadb)$/) &&
      (redirects.some(({ operator }) => operator === "<") ||
        /(zcat|gunzip|gzip -d)[^\n]*\|[^\n]*\b(psql|mysql|mariadb)\b/.test(text))
    );
  });
}
