import { describeFix } from "./describe-fix.ts";
import { groupByFile } from "./group-by-file.ts";
import type { CheckReport } from "./report.ts";

/** A test suite a file and a failing test a finding; without findings one test that passes. Notes do not fail. */
export function printJunit({ findings, rules }: CheckReport): string {
  const suites = [...groupByFile(findings)].map(([file, own]) => {
    const cases = own.map((finding) => {
      const { at, rule, severity, message, related } = finding;
      const name = `${rule} at ${at.line}:${at.column}`;
      const others = related.map((other) => `${other.at.file}:${other.at.line}: ${other.message}`);
      const text = escapeXml([message, ...others, describeFix(finding, rules) ?? []].flat().join("\n"));
      const body =
        severity === "info"
          ? `<system-out>${text}</system-out>`
          : `<failure message="${escapeXml(message)}" type="${severity}">${text}</failure>`;
      return `    <testcase name="${escapeXml(name)}" classname="${escapeXml(file)}">${body}</testcase>`;
    });
    const failures = own.filter(({ severity }) => severity !== "info").length;
    return [
      `  <testsuite name="${escapeXml(file)}" tests="${own.length}" failures="${failures}">`,
      ...cases,
      "  </testsuite>",
    ].join("\n");
  });
  const none =
    '  <testsuite name="gantry check" tests="1" failures="0">\n    <testcase name="nothing found" classname="gantry"/>\n  </testsuite>';
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    "<testsuites>",
    ...(suites.length > 0 ? suites : [none]),
    "</testsuites>",
  ].join("\n");
}

const entities: Readonly<Record<string, string>> = { "<": "&lt;", ">": "&gt;", "&": "&amp;", '"': "&quot;" };

const escapeXml = (text: string): string =>
  text
    .replace(/[<>&"]/g, (character) => entities[character] ?? character)
    // XML has no way to write these at all.
    .replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, "\uFFFD");
