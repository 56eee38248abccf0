import { describeFix } from "./describe-fix.ts";
import { groupByFile } from "./group-by-file.ts";
import { type CheckReport, describeCounts, severityWords } from "./report.ts";

/** The report for a comment or a job's summary. */
export function printMarkdown({ findings, stacks, rules }: CheckReport): string {
  const lines = ["# gantry check", ""];
  for (const { files, reason } of stacks.filter(({ production }) => production)) {
    lines.push(`Production: ${files.map((file) => `\`${file}\``).join(" + ")} (${reason})`, "");
  }
  lines.push(findings.length === 0 ? "Nothing found." : `**${describeCounts(findings)}**`);
  for (const [file, own] of groupByFile(findings)) {
    lines.push("", `## \`${file}\``, "", "| line | severity | finding | fix |", "|---|---|---|---|");
    for (const finding of own) {
      const { at, severity, message, rule, related } = finding;
      const others = related
        .map((other) => `<br>\`${other.at.file}:${other.at.line}\` ${cell(other.message)}`)
        .join("");
      const fix = describeFix(finding, rules) ?? "";
      lines.push(
        `| ${at.line} | ${severityWords[severity][0]} | ${cell(message)} (\`${rule}\`)${others} | ${cell(fix)} |`,
      );
    }
  }
  return lines.join("\n");
}

const cell = (text: string): string => text.replaceAll("|", "\\|").replaceAll("\n", " ").replaceAll("<", "&lt;");
