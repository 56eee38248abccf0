import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";

/** What a deploy met with, and what became of it: all of it measured. */
export interface FaultRow {
  fault: string;
  /** Of the deploy. */
  step: string;
  /** How the deploy ended that met the fault: its exit code, and the code of its error. */
  ended: string;
  /** That clients sent, from the beginning of that deploy to the end of the plain one after it. */
  requests: number;
  failed: number;
  /** POSTs that were answered, and are not there. */
  lost: number;
  /** POSTs that are there twice. */
  doubled: number;
  /** What the front door served before the plain deploy. */
  served: string;
  /** How the plain deploy afterwards ended. */
  plain: string;
  /** What the front door's two routes serve in the end. */
  serves: string;
  /** Containers, networks and volumes more or fewer than before. */
  strays: number;
}

/** What a command said of a host that cannot be deployed to. */
export interface RefusalRow {
  fault: string;
  command: string;
  exit: number | null;
  code: string;
  says: string;
  fix: string;
  /** What there is of the stack on the engines afterwards, and calls that reached one that was refused. */
  changed: number;
}

/** Prints rows, and keeps them for `npm run bench -- faults`, which puts the tables together. */
export async function keepRows(name: string, rows: readonly FaultRow[]): Promise<void> {
  console.info(formatFaults(rows));
  await keep(name, { faults: rows });
}

/** As `keepRows`. */
export async function keepRefusals(name: string, rows: readonly RefusalRow[]): Promise<void> {
  const short = rows.map((row) => ({ ...row, says: shorten(row.says) }));
  console.info(formatRefusals(short));
  await keep(name, { refusals: short });
}

/** Without what ssh said itself, which stands in brackets behind the sentence, and without an address that is another one each time. */
function shorten(message: string): string {
  return message.replace(/(?<=\.) \(.*$/s, "").replace(/\b(?:ssh|unix):\/\/\S+/, "…");
}

async function keep(name: string, rows: object): Promise<void> {
  const folder = process.env["GANTRY_FAULTS"];
  if (folder === undefined) return;
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, `${name}.json`), JSON.stringify(rows));
}

/** A table of Markdown. */
export function formatFaults(rows: readonly FaultRow[]): string {
  return formatTable<FaultRow>(rows, {
    fault: "fault",
    step: "at step",
    ended: "that deploy",
    served: "serves",
    requests: "requests",
    failed: "failed",
    lost: "POSTs lost",
    doubled: "POSTs doubled",
    plain: "plain deploy",
    serves: "serves then",
    strays: "strays",
  });
}

/** A table of Markdown; a command that says the same as the one before it stands with it. */
export function formatRefusals(rows: readonly RefusalRow[]): string {
  const together = new Map<string, RefusalRow>();
  for (const row of rows) {
    const { command, ...rest } = row;
    const key = JSON.stringify(rest);
    const known = together.get(key);
    together.set(key, { ...rest, command: known ? `${known.command}, ${command}` : command });
  }
  return formatTable<RefusalRow>([...together.values()], {
    fault: "the host",
    command: "command",
    exit: "exit code",
    code: "error",
    says: "says",
    fix: "and how to mend it",
    changed: "changed",
  });
}

function formatTable<Row>(rows: readonly Row[], titles: Readonly<Record<keyof Row & string, string>>): string {
  const keys = Object.keys(titles) as (keyof Row & string)[];
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  const isNumber = (key: keyof Row) => rows.every((row) => typeof row[key] === "number");
  return [
    line(keys.map((key) => titles[key])),
    line(keys.map((key) => (isNumber(key) ? "---:" : "---"))),
    ...rows.map((row) => line(keys.map((key) => escapeCell(String(row[key]))))),
  ].join("\n");
}

function escapeCell(text: string): string {
  return text.replaceAll("|", "\\|").replaceAll(/\s+/g, " ").trim();
}
