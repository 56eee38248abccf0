import type { Place } from "../place.ts";
import type { SourceText } from "../repository/source-text.ts";

/** A line of a crontab that starts a command. */
export interface CronJob {
  /** `0 2 * * *`, or a name such as `@daily`. */
  readonly schedule: string;
  readonly fields: readonly string[];
  /** Of a system crontab (`/etc/cron.d`), which names one. */
  readonly user: string | undefined;
  readonly command: string;
  /** Offset of the command in the file. */
  readonly commandStart: number;
  readonly at: Place;
}

const names: Readonly<Record<string, string>> = {
  "@hourly": "0 * * * *",
  "@daily": "0 0 * * *",
  "@midnight": "0 0 * * *",
  "@weekly": "0 0 * * 0",
  "@monthly": "0 0 1 * *",
  "@yearly": "0 0 1 1 *",
  "@annually": "0 0 1 1 *",
};

const field = String.raw`[\d*/,A-Za-z-]+`;
const timed = new RegExp(String.raw`^(\s*)((?:${field}[ \t]+){4}${field})([ \t]+)(.*)$`);
const named = /^(\s*)(@[a-z]+)([ \t]+)(.*)$/;

/** The jobs of a crontab. In a system crontab the word after the schedule is a user. */
export function parseCrontab(source: SourceText, options: { system: boolean }): CronJob[] {
  const jobs: CronJob[] = [];
  for (let number = 1; number <= source.lineCount; number++) {
    const job = parseCronLine(source.line(number), source, source.offsetAt({ line: number, column: 1 }), options);
    if (job) jobs.push(job);
  }
  return jobs;
}

/** The job of one line; undefined for a comment, a variable or anything else. */
export function parseCronLine(
  text: string,
  source: SourceText,
  start: number,
  { system }: { system: boolean },
): CronJob | undefined {
  const match = timed.exec(text) ?? named.exec(text);
  if (!match) return undefined;
  const [, indent = "", schedule = "", space = "", rest = ""] = match;
  const fields = (names[schedule] ?? schedule).split(/[ \t]+/);
  if (!schedule.startsWith("@") && !/^[\d*]/.test(fields[0] ?? "")) return undefined;
  const user = system ? /^([a-z_][\w-]*)[ \t]+/.exec(rest) : null;
  const commandStart = start + indent.length + schedule.length + space.length + (user?.[0].length ?? 0);
  return {
    schedule,
    fields,
    user: user?.[1],
    command: rest.slice(user?.[0].length ?? 0),
    commandStart,
    at: source.placeOf(start + indent.length, start + text.length),
  };
}
