import type { Finding } from "./finding.ts";

/** One line for each finding: what it is, where it is, which layer has it. No value is in it, since none is in a finding. */
export function formatFindings(findings: readonly Finding[]): string[] {
  return findings.map((finding) => {
    const { place, layer, removedLater, severity } = finding;
    const where = "config" in place ? place.config : `${place.file}${place.line === undefined ? "" : `:${place.line}`}`;
    const step = layer?.createdBy ? `: ${layer.createdBy}` : "";
    const inLayer = layer === undefined ? "" : `, layer ${layer.index + 1}${step}`;
    const gone =
      removedLater === true ? " (a later layer removes the file, but everybody who has the image can read it)" : "";
    return `${severity}: ${describeMatch(finding)} in ${where}${inLayer}${gone}`;
  });
}

function describeMatch({ kind, rule, form }: Finding): string {
  if (kind === "secret") return `the value of ${rule}${form === "plain" ? "" : ` (as ${form})`}`;
  return kind === "key" ? `what looks like a key (${rule})` : `a file for keys (${rule})`;
}
