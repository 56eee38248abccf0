import { completePlace } from "../complete-place.ts";
import type { Severity } from "../finding.ts";
import type { CheckReport } from "./report.ts";

const commands: Readonly<Record<Severity, string>> = { error: "error", warn: "warning", info: "notice" };

/**
 * Workflow commands, which GitHub Actions shows at the lines of a pull request.
 *
 * @see https://docs.github.com/actions/reference/workflow-commands-for-github-actions
 */
export function printGithub({ findings, repository }: CheckReport): string {
  return findings
    .map(({ severity, at, message, rule, related, advice }) => {
      const source = repository.read(at.file);
      const { line, column, endLine = line } = source ? completePlace(at, source) : at;
      const properties = { file: at.file, line, col: column, endLine, title: rule };
      const others = related.map((other) => `${other.at.file}:${other.at.line}: ${other.message}`);
      const text = [message, ...others, ...(advice === undefined ? [] : [advice])].join("\n");
      const list = Object.entries(properties).map(([key, value]) => `${key}=${escapeProperty(String(value))}`);
      return `::${commands[severity]} ${list.join(",")}::${escapeText(text)}`;
    })
    .join("\n");
}

const escapeText = (text: string): string =>
  text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");

const escapeProperty = (text: string): string => escapeText(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
