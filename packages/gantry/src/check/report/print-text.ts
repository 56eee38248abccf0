import { completePlace } from "../complete-place.ts";
import type { Finding, Severity } from "../finding.ts";
import { describeFix } from "./describe-fix.ts";
import { groupByFile } from "./group-by-file.ts";
import type { CheckReport } from "./report.ts";
import { describeCounts, severityWords } from "./report.ts";

/** What colours text; each returns it as it is where there are none. */
export interface Paint {
  bold(text: string): string;
  dim(text: string): string;
  red(text: string): string;
  yellow(text: string): string;
  blue(text: string): string;
  cyan(text: string): string;
}

const widest = 160;

/** The report for people: findings by file, each with its line, the other places, why it matters (once a rule) and what to do. */
export function printText(report: CheckReport, paint: Paint): string {
  const lines: string[] = [...describeScope(report, paint)];
  const explained = new Set<string>();
  for (const [file, findings] of groupByFile(report.findings)) {
    lines.push("", paint.bold(file));
    for (const finding of findings) lines.push(...describeFinding(finding, report, explained, paint));
  }
  lines.push("", ...describeEnd(report, paint));
  return lines.join("\n");
}

function describeScope({ stacks, environment }: CheckReport, paint: Paint): string[] {
  if (stacks.length === 0) return [paint.dim("No Compose files here.")];
  const production = stacks.filter((stack) => stack.production);
  if (production.length === 0) return [paint.dim(describeNone(stacks, environment))];
  return production.map(({ files, reason }) => `Production: ${files.join(" + ")} ${paint.dim(`(${reason})`)}`);
}

function describeNone([first]: CheckReport["stacks"], environment: string | undefined): string {
  if (environment !== undefined)
    return `No Compose file is named ${environment} or declares it: what is about production alone was not looked for.`;
  return `No Compose files are taken for production (${first?.files.join(" + ")}: ${first?.reason}); say which are with -f, -e, or production in gantry.check.yaml.`;
}

function describeFinding(finding: Finding, report: CheckReport, explained: Set<string>, paint: Paint): string[] {
  const { at, message, rule, severity, related } = finding;
  const lines = [
    `  ${at.line}:${at.column}  ${paintSeverity(severity, paint)}  ${message}  ${paint.dim(rule)}`,
    ...quoteSource(finding, report, paint),
  ];
  for (const other of related) {
    lines.push(`      ${paint.cyan(`${other.at.file}:${other.at.line}:${other.at.column}`)}  ${other.message}`);
  }
  const meta = report.rules.find(({ id }) => id === rule);
  if (meta && !explained.has(rule)) lines.push(`      ${paint.dim("why:")} ${meta.why}`);
  explained.add(rule);
  const advice = describeFix(finding, report.rules);
  const mends = finding.fix && !finding.fix.suggestion ? paint.dim(" (--fix does it)") : "";
  if (advice) lines.push(`      ${paint.dim("fix:")} ${advice}${mends}`);
  return lines;
}

const paintSeverity = (severity: Severity, paint: Paint): string => {
  const colour = severity === "error" ? paint.red : severity === "warn" ? paint.yellow : paint.blue;
  return colour(severityWords[severity][0]);
};

/** The line, and a caret under what is meant. */
function quoteSource({ at }: Finding, { repository }: CheckReport, paint: Paint): string[] {
  const source = repository.read(at.file);
  const line = source?.line(at.line);
  if (!source || line === undefined || line.trim() === "") return [];
  const place = completePlace(at, source);
  const end = place.endLine === at.line ? place.endColumn : line.length + 1;
  // A long line is shown around the place.
  const from = at.column > widest - 40 ? at.column - 40 : 1;
  const shown = line.slice(from - 1, from - 1 + widest).replaceAll("\t", " ");
  const width = Math.max(1, Math.min(end, from + widest) - at.column);
  const gutter = paint.dim("      |");
  return [`${gutter} ${shown}`, `${gutter} ${" ".repeat(at.column - from)}${paint.red("^".repeat(width))}`];
}

function describeEnd({ findings, ignored, known }: CheckReport, paint: Paint): string[] {
  const files = new Set(findings.map(({ at }) => at.file)).size;
  const fixable = findings.filter(({ fix }) => fix && !fix.suggestion).length;
  const where = findings.length === 0 ? "" : ` in ${files} ${files === 1 ? "file" : "files"}`;
  const lines = [findings.length === 0 ? "Nothing found." : paint.bold(`${describeCounts(findings)}${where}.`)];
  if (fixable > 0) lines.push(paint.dim(`gantry check --fix mends ${fixable}; --fix --dry-run shows how.`));
  if (ignored > 0) lines.push(paint.dim(`${ignored} ignored by comments.`));
  if (known > 0) lines.push(paint.dim(`${known} in the baseline.`));
  return lines;
}
