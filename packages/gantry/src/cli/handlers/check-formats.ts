import { type Paint, printText } from "../../check/report/print-text.ts";
import type { CheckReport } from "../../check/report/report.ts";

export type CheckFormat = "text" | "json" | "sarif" | "github" | "markdown" | "junit";

/** The report in a format. Only the printer that is asked for is loaded. */
export async function printReport(report: CheckReport, format: CheckFormat, paint: Paint): Promise<string> {
  switch (format) {
    case "text":
      return printText(report, paint);
    case "json":
      return JSON.stringify((await import("../../check/report/print-json.ts")).toJson(report), undefined, 2);
    case "sarif":
      return JSON.stringify((await import("../../check/report/print-sarif.ts")).toSarif(report), undefined, 2);
    case "github":
      return (await import("../../check/report/print-github.ts")).printGithub(report);
    case "markdown":
      return (await import("../../check/report/print-markdown.ts")).printMarkdown(report);
    case "junit":
      return (await import("../../check/report/print-junit.ts")).printJunit(report);
  }
}
