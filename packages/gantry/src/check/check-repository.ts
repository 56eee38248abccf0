import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Facts } from "./facts/facts.ts";
import type { Severity } from "./finding.ts";
import { severities } from "./finding.ts";
import type { CheckReport } from "./report/report.ts";
import { Repository } from "./repository/repository.ts";
import type { Rule } from "./rule.ts";
import { allRules } from "./rules/all-rules.ts";
import { ownFindings, runCheck } from "./run-check.ts";
import { type CheckSettings, excluder, noSettings, parseSettings, settingsFile } from "./settings/check-settings.ts";
import { type Baseline, newFindings } from "./suppress/baseline.ts";

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
  const { root, version, baseline, severity = "info" } = options;
  const settings = readSettings(root);
  const repository = new Repository(root, excluder(settings.exclude));
  const facts = new Facts(repository, {
    production: settings.production,
    environment: options.environment,
    images: settings.images,
    today: options.today ?? new Date().toISOString().slice(0, 10),
  });
  const rules = allRules.filter(({ id }) => options.rules === undefined || options.rules.includes(id));
  const result = runCheck(facts, { rules, known: allRules, severities: settings.rules });
  const least = severities.indexOf(severity);
  const wanted = result.findings.filter((finding) => severities.indexOf(finding.severity) <= least);
  const findings = baseline ? newFindings(wanted, baseline, repository) : wanted;
  return {
    repository,
    findings,
    ignored: result.ignored,
    known: wanted.length - findings.length,
    stacks: facts.stacks.map(({ files, scope }) => ({ files, production: scope.production, reason: scope.reason })),
    rules,
    version,
  };
}

function readSettings(root: string): CheckSettings {
  const path = join(root, settingsFile);
  return existsSync(path) ? parseSettings(readFileSync(path, "utf8"), settingsFile, knownIds()) : noSettings;
}

const knownIds = (): ReadonlySet<string> => new Set([...allRules.map(({ id }) => id), ...ownFindings]);

/** The rule of an id. */
export const findRule = (id: string): Rule | undefined => allRules.find((rule) => rule.id === id);

export { allRules };
