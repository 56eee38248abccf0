import type { Facts } from "./facts/facts.ts";
import { showUnknowns } from "./facts/unknown.ts";
import type { Severity } from "./finding.ts";
import { type Finding, severities } from "./finding.ts";
import type { ParseProblem } from "./parse/parse-problem.ts";
import { comparePlaces } from "./place.ts";
import { configurationKinds, type FileKind } from "./repository/file-kind.ts";
import type { Rule } from "./rule.ts";
import { applyIgnores, type InlineIgnore, readIgnores } from "./suppress/inline-ignores.ts";

/** Findings that are no rule's: what cannot be read, and ignores that are wrong. */
export const ownFindings = ["parse", "ignore"] as const;

export interface RunOptions {
  rules: readonly Rule[];
  /** Every rule there is, also those that do not run. */
  known: readonly Rule[];
  /** Severities that the configuration sets, by rule; `off` leaves it out. */
  severities?: Readonly<Record<string, Severity | "off">> | undefined;
  /** What is wrong with the stack's config, so that it could not be looked at. */
  problems?: readonly ParseProblem[] | undefined;
  /** Moves a finding to where people can mend it. */
  relocate?: ((finding: Finding) => Finding) | undefined;
}

export interface CheckResult {
  /** By file, line and column. */
  findings: Finding[];
  /** How many findings inline comments ignore. */
  ignored: number;
}

/** Runs rules over the facts. The same finding at the same place is told once; what an inline ignore is about is left out. */
export function runCheck(
  facts: Facts,
  { rules, known, severities: set = {}, problems = [], relocate }: RunOptions,
): CheckResult {
  const found = new Map<string, Finding>();
  const add = (made: Finding) => {
    const finding = relocate ? relocate(made) : made;
    const key = `${finding.rule}\0${finding.at.file}\0${finding.at.line}\0${finding.at.column}\0${finding.message}`;
    if (!found.has(key)) found.set(key, finding);
  };
  for (const { at, message } of problems) add({ rule: "parse", severity: "error", at, message, related: [] });
  for (const { at, message } of facts.parseProblems()) {
    const severity = facts.composeFiles.has(at.file) ? "error" : "warn";
    add({ rule: "parse", severity, at, message: capitalise(message), related: [] });
  }
  const running = rules.filter(({ id }) => set[id] !== "off");
  for (const rule of running) {
    const own = set[rule.id];
    for (const report of rule.check(facts)) {
      const severity = own !== undefined && own !== "off" ? own : (report.severity ?? rule.severity);
      const related = (report.related ?? []).map((each) => ({ ...each, message: showUnknowns(each.message) }));
      const advice = report.advice === undefined ? {} : { advice: showUnknowns(report.advice) };
      add({ ...report, ...advice, message: showUnknowns(report.message), rule: rule.id, severity, related });
    }
  }
  const findings = [...found.values()];
  const ids = {
    known: new Set([...known.map(({ id }) => id), ...ownFindings]),
    ran: new Set(running.map(({ id }) => id)),
  };
  const { kept, ignored } = applyIgnores(findings, ignoresOf(facts, findings), ids);
  return { findings: kept.sort(compareFindings), ignored };
}

const compareFindings = (a: Finding, b: Finding): number =>
  comparePlaces(a.at, b.at) ||
  severities.indexOf(a.severity) - severities.indexOf(b.severity) ||
  (a.rule < b.rule ? -1 : 1);

/** Of the files that have to do with a stack whether or not a rule looked at them, and of any other that one did look at. */
function ignoresOf(facts: Facts, findings: readonly Finding[]): InlineIgnore[] {
  const { repository } = facts;
  const files = new Set([
    ...repository.ofKind(...ignorableKinds),
    ...facts.composeFiles.keys(),
    ...findings.map(({ at }) => at.file),
    ...repository.readFiles,
  ]);
  return [...files].flatMap((file) => {
    const source = repository.read(file);
    return source ? readIgnores(source) : [];
  });
}

const ignorableKinds = [
  ...configurationKinds,
  "framework-config",
  "env-file",
  "systemd",
  "python-project",
] as const satisfies readonly FileKind[];

/** A message that begins with the path of a key stays as it is. */
const capitalise = (text: string): string =>
  /^[\w-]+(\.[\w-]+)+:/.test(text) ? text : text.charAt(0).toUpperCase() + text.slice(1);
