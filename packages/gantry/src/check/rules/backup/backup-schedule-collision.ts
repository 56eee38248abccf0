import { posix } from "node:path";
import type { CronFacts } from "../../facts/cron-facts.ts";
import type { Facts } from "../../facts/facts.ts";
import type { Fix, TextEdit } from "../../finding.ts";
import { defineRule } from "../../rule.ts";
import { scheduledMinutes, sharesMinute } from "./shared/schedule.ts";

export const rule = defineRule({
  id: "backup-schedule-collision",
  group: "backup",
  severity: "error",
  summary: "A job never runs twice at once into the same file",
  why: "An hourly and a daily line of the same script both start at two o'clock sharp, in the same second, and the name with the date in it is the same: two processes write one file, and what comes out is neither's. Both end with 0. Every night's backup is broken, and the hourly ones around it are fine.",
  fix: "Take a lock (flock) around the command, and put the kind of the backup into the name.",
  links: ["https://man7.org/linux/man-pages/man1/flock.1.html", "https://man7.org/linux/man-pages/man5/crontab.5.html"],
  since: "0.1.0",
  autofix: "yes",
  *check(facts) {
    const jobs = facts.cronJobs.filter(({ shell, script }) => script !== undefined && !/\bflock\b/.test(shell.text));
    const earlier = new Map<string, CronFacts[]>();
    for (const job of jobs) {
      const key = `${job.file}\n${job.script}`;
      const same = earlier.get(key) ?? [];
      earlier.set(key, same);
      const other = same.find(
        (each) =>
          each.commandStart !== job.commandStart &&
          sharesMinute(scheduledMinutes(each.fields), scheduledMinutes(job.fields)),
      );
      same.push(job);
      if (!other || !writesSameName(facts, job, other)) continue;
      const name = posix.basename(job.script ?? "");
      yield {
        at: job.at,
        message: `This line and another start ${name} in the same minute, and both write the same file.`,
        related: [{ at: other.at, message: "This is the other line." }],
        fix: lock(facts, [other, job], name),
      };
    }
  },
});

/** The name in the script depends on the time alone. */
function writesSameName(facts: Facts, job: CronFacts, other: CronFacts): boolean {
  const text = job.script === undefined ? undefined : facts.repository.read(job.script)?.text;
  if (text === undefined || !/\bdump|backup|tar\b|\.sql|\.gz|\.dump/i.test(text)) return false;
  // Different folders or kinds by an argument that the script looks at.
  const differs = job.command.replace(/>.*$/, "").trim() !== other.command.replace(/>.*$/, "").trim();
  if (differs && /\$(\{?[1-9@*#]|\{?[1-9]:?-)|getopts|\$@/.test(text)) return false;
  if (/\bflock\b|mktemp|\$\$|\$RANDOM|%N|uuidgen|lockfile|\bln\s|noclobber|pgrep/.test(text)) return false;
  return /\bdate\b[^\n]*\+/.test(text) || !/\bdate\b/.test(text);
}

/** The second waits until the first is done: its time, and so its name, is another. */
function lock(facts: Facts, jobs: readonly CronFacts[], name: string): Fix {
  const file = `/tmp/${name.replace(/\.\w+$/, "")}.lock`;
  const edits: TextEdit[] = jobs
    .filter(({ file: path }) => facts.repository.hasFile(path))
    .map(({ file: path, commandStart }) => ({
      file: path,
      start: commandStart,
      end: commandStart,
      text: `flock ${file} `,
    }));
  return { title: "Run one after the other", edits };
}
