import { completePlace } from "../complete-place.ts";
import type { Finding, Fix, Severity } from "../finding.ts";
import type { Place } from "../place.ts";
import type { Repository } from "../repository/repository.ts";
import { fingerprint } from "../suppress/baseline.ts";
import { groupEdits } from "./group-edits.ts";
import type { CheckReport } from "./report.ts";

const levels: Readonly<Record<Severity, string>> = { error: "error", warn: "warning", info: "note" };

/**
 * The report as SARIF, which code scanning reads.
 *
 * @see https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 */
export function toSarif(report: CheckReport): Record<string, unknown> {
  const { findings, repository, rules, version } = report;
  return {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: {
            name: "gantry",
            semanticVersion: version,
            rules: rules.map(({ id, severity, summary, why, fix, links, group }) => ({
              id,
              shortDescription: { text: `${summary}.` },
              fullDescription: { text: why },
              help: { text: fix },
              ...(links[0] !== undefined && { helpUri: links[0] }),
              defaultConfiguration: { level: levels[severity] },
              properties: { tags: [group] },
            })),
          },
        },
        columnKind: "utf16CodeUnits",
        originalUriBaseIds: { ROOT: { description: { text: "The top of the repository." } } },
        results: findings.map((finding) =>
          toResult(
            finding,
            repository,
            rules.findIndex(({ id }) => id === finding.rule),
          ),
        ),
      },
    ],
  };
}

function toResult(finding: Finding, repository: Repository, ruleIndex: number): Record<string, unknown> {
  const { rule, severity, message, at, related, fix, advice } = finding;
  return {
    ruleId: rule,
    ...(ruleIndex >= 0 && { ruleIndex }),
    level: levels[severity],
    message: { text: advice === undefined ? message : `${message} ${advice}` },
    locations: [{ physicalLocation: toLocation(at, repository) }],
    partialFingerprints: { "gantry/v1": fingerprint(finding, repository) },
    ...(related.length > 0 && {
      relatedLocations: related.map((other, id) => ({
        id,
        physicalLocation: toLocation(other.at, repository),
        message: { text: other.message },
      })),
    }),
    ...(fix && fix.edits.length > 0 && { fixes: [toFix(fix, repository)] }),
  };
}

/** Code scanning takes paths from the top of the git repository. */
const toArtifact = (file: string, { placeInGit }: Repository) => ({
  uri: `${placeInGit}${file}`.split("/").map(encodeURIComponent).join("/"),
  uriBaseId: "ROOT",
});

function toLocation(place: Place, repository: Repository): Record<string, unknown> {
  const source = repository.read(place.file);
  const { file, line, column, endLine, endColumn } = source ? completePlace(place, source) : place;
  return {
    artifactLocation: toArtifact(file, repository),
    region: {
      startLine: line,
      startColumn: column,
      ...(endLine !== undefined && { endLine }),
      ...(endColumn !== undefined && { endColumn }),
    },
  };
}

function toFix({ title, edits }: Fix, repository: Repository): Record<string, unknown> {
  return {
    description: { text: `${title}.` },
    artifactChanges: groupEdits(edits).map(({ file, edits: own }) => ({
      artifactLocation: toArtifact(file, repository),
      replacements: own.map(({ start, end, text }) => {
        const place = repository.read(file)?.placeOf(start, end);
        return {
          deletedRegion: {
            startLine: place?.line ?? 1,
            startColumn: place?.column ?? 1,
            endLine: place?.endLine ?? 1,
            endColumn: place?.endColumn ?? 1,
          },
          ...(text !== "" && { insertedContent: { text } }),
        };
      }),
    })),
  };
}
