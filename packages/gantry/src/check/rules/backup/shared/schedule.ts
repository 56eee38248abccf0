/** When a job starts: the values of each field that match. */
export interface Schedule {
  readonly minutes: ReadonlySet<number>;
  readonly hours: ReadonlySet<number>;
  readonly days: ReadonlySet<number>;
  readonly months: ReadonlySet<number>;
  readonly weekdays: ReadonlySet<number>;
}

const names = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];
const months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/** The five fields of a crontab's line; undefined for `@reboot` and what is no schedule. */
export function scheduledMinutes(fields: readonly string[]): Schedule | undefined {
  const [minute, hour, day, month, weekday] = fields;
  if (minute === undefined || hour === undefined || day === undefined || month === undefined || weekday === undefined)
    return undefined;
  return {
    minutes: valuesOf(minute, 0, 59),
    hours: valuesOf(hour, 0, 23),
    days: valuesOf(day, 1, 31),
    months: valuesOf(month, 1, 12),
    weekdays: new Set([...valuesOf(weekday, 0, 7)].map((value) => value % 7)),
  };
}

/** Whether there is a minute in which both start. */
export function sharesMinute(a: Schedule | undefined, b: Schedule | undefined): boolean {
  if (!a || !b) return false;
  return (["minutes", "hours", "days", "months", "weekdays"] as const).every((field) =>
    [...a[field]].some((value) => b[field].has(value)),
  );
}

function valuesOf(field: string, low: number, high: number): Set<number> {
  const values = new Set<number>();
  for (const part of field.split(",")) {
    const [range = "", step] = part.split("/");
    const [from, to] = range === "*" ? [low, high] : bounds(range, step !== undefined ? high : undefined);
    for (let value = from; value <= to; value += Math.max(1, Number(step ?? 1) || 1)) values.add(value);
  }
  return values;
}

function bounds(range: string, open: number | undefined): [number, number] {
  const [first = "", last] = range.split("-");
  const start = numberOf(first);
  return [start, last === undefined ? (open ?? start) : numberOf(last)];
}

function numberOf(text: string): number {
  const lower = text.toLowerCase();
  const weekday = names.indexOf(lower);
  if (weekday >= 0) return weekday;
  const month = months.indexOf(lower);
  return month >= 0 ? month + 1 : Number(text);
}
