import { completePlace } from "../complete-place.ts";
import type { Severity } from "../finding.ts";
import { describeFix } from "./describe-fix.ts";
import type { CheckReport } from "./report.ts";

const commands: Readonly<Record<Severity, string>> = { error: "error", warn: "warning", info: "notice" };

/**
 * Workflow commands, which GitHub Actions shows at the lines of a pull request.
 *
 * @see https://docs.github.com/actions/reference/workflow-commands-for-github-actions
 */
export function printGithub({ findings, repository, rules }: CheckReport): string {
  const { placeInGit: folder } = repository;
  return findings
    .map((finding) => {
      const { severity, at, message, rule, related } = finding;
      const source = repository.read(at.file);
      const { line, column, endLine = line, endColumn = column } = source ? completePlace(at, source) : at;
      // Columns are for one line alone.
      const columns = endLine === line ? { col: column, endColumn } : {};
      const properties = { file: folder + at.file, line, endLine, ...columns, title: rule };
      const others = related.map((other) => `${folder}${other.at.file}:${other.at.line}: ${other.message}`);
      const text = [message, ...others, describeFix(finding, rules) ?? []].flat().join("\n");
      const list = Object.entries(properties).map(([key, value]) => `${key}=${escapeProperty(String(value))}`);
      return `::${commands[severity]} ${list.join(",")}::${escapeText(text)}`;
    })
    .join("\n");
}

const escapeText = (text: string): string =>
  text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");

const escapeProperty = (text: string): string => escapeText(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
