import { join } from "node:path";
import { UserError } from "../model/error.ts";
import { Facts } from "./facts/facts.ts";
import type { LiveImages } from "./facts/images/live-image.ts";
import { type Finding, type Severity, severities } from "./finding.ts";
import type { ParseProblem } from "./parse/parse-problem.ts";
import type { CheckReport } from "./report/report.ts";
import { readSourceFile } from "./repository/read-source.ts";
import { Repository } from "./repository/repository.ts";
import { SourceText } from "./repository/source-text.ts";
import type { Rule } from "./rule.ts";
import { allRules } from "./rules/all-rules.ts";
import { ownFindings, runCheck } from "./run-check.ts";
import { type CheckSettings, excluder, noSettings, parseSettings, settingsFile } from "./settings/check-settings.ts";
import { type Baseline, newFindings } from "./suppress/baseline.ts";
import { filesOfStack } from "./typed/files-of-stack.ts";
import { relocateFinding } from "./typed/relocate-finding.ts";
import { configOf, filesOf, type TypedStack } from "./typed/typed-stack.ts";

export interface CheckOptions {
  /** Absolute path of the repository, or of the part of it that is checked. */
  root: string;
  /** Ids of the rules to run. Default: all. */
  rules?: readonly string[] | undefined;
  /** The least severity that is reported. Default: `info`. */
  severity?: Severity | undefined;
  /** `-e`. */
  environment?: string | undefined;
  baseline?: Baseline | undefined;
  /** The stack of the root's `gantry.config.ts`. */
  typed?: TypedStack | undefined;
  /** Why there is none, although there is such a file. */
  problems?: readonly ParseProblem[] | undefined;
  /** Just these Compose files, merged in this order, are what runs in production. With none of them only the typed stack does. */
  chosen?: readonly string[] | undefined;
  /** Leaves out findings that have nothing to do with production. */
  onlyProduction?: boolean | undefined;
  /** Leaves out findings that have nothing to do with these files, and with what lies in these folders. */
  within?: readonly string[] | undefined;
  /** What an engine says of the images that it has. */
  live?: LiveImages | undefined;
  /** The day against which ends of support are held. Default: today. */
  today?: string | undefined;
  version: string;
}

/**
 * Checks a repository: finds its files, joins them, runs the rules.
 *
 * @throws UserError `config` for wrong settings.
 */
export function checkRepository(options: CheckOptions): CheckReport {
  const { root, version, baseline, typed, problems, environment, severity = "info" } = options;
  const settings = readSettings(root);
  const repository = new Repository(root, excluder(settings.exclude), typed && filesOf(typed));
  const facts = new Facts(repository, {
    production: settings.production,
    chosen: options.chosen,
    config: typed?.file,
    environment,
    images: settings.images,
    live: options.live,
    today: options.today ?? new Date().toISOString().slice(0, 10),
  });
  const rules = allRules.filter(({ id }) => options.rules === undefined || options.rules.includes(id));
  const relocate = typed && ((finding: Finding) => relocateFinding(finding, typed, facts));
  const result = runCheck(facts, { rules, known: allRules, severities: settings.rules, problems, relocate });
  const least = severities.indexOf(severity);
  const concerned = options.onlyProduction ? filesOfStack(facts) : undefined;
  const wanted = result.findings.filter(
    (finding) =>
      severities.indexOf(finding.severity) <= least &&
      (concerned?.has(finding.at.file) ?? true) &&
      isWithin(finding, options.within),
  );
  const findings = baseline ? newFindings(wanted, baseline, repository) : wanted;
  return {
    repository,
    findings,
    ignored: result.ignored,
    known: wanted.length - findings.length,
    stacks: facts.stacks.map(({ files, scope }) => ({
      files: [...new Set(files.map((file) => configOf(file, typed?.file) ?? file))],
      production: scope.production,
      reason: scope.reason,
    })),
    environment,
    rules,
    askedImages: facts.askedImages,
    version,
  };
}

/** Whether one of the places of a finding is in one of the files and folders. */
function isWithin({ at, related }: Finding, paths?: readonly string[]): boolean {
  if (paths === undefined) return true;
  const files = [at.file, ...related.map((other) => other.at.file)];
  return files.some((file) => paths.some((path) => file === path || file.startsWith(`${path}/`)));
}

function readSettings(root: string): CheckSettings {
  const read = readSourceFile(join(root, settingsFile), settingsFile);
  if (read === "missing") return noSettings;
  if (read instanceof SourceText) return parseSettings(read.text, settingsFile, knownIds());
  throw new UserError(`${settingsFile}: the file cannot be read as text.`, {
    code: "config",
    fix: "Mend it, or take it away.",
  });
}

const knownIds = (): ReadonlySet<string> => new Set([...allRules.map(({ id }) => id), ...ownFindings]);

/** The rule of an id. */
export const findRule = (id: string): Rule | undefined => allRules.find((rule) => rule.id === id);

export { allRules };
