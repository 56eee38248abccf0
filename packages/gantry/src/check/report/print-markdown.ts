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
    for (const { at, severity, message, rule, related, advice } of own) {
      const others = related
        .map((other) => `<br>\`${other.at.file}:${other.at.line}\` ${cell(other.message)}`)
        .join("");
      const fix = advice ?? rules.find(({ id }) => id === rule)?.fix ?? "";
      lines.push(
        `| ${at.line} | ${severityWords[severity][0]} | ${cell(message)} (\`${rule}\`)${others} | ${cell(fix)} |`,
      );
    }
  }
  return lines.join("\n");
}

const cell = (text: string): string => text.replaceAll("|", "\\|").replaceAll("\n", " ").replaceAll("<", "&lt;");
