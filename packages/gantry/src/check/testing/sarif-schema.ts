import { readFileSync } from "node:fs";
import { Ajv } from "ajv";
import formats from "ajv-formats";

interface Region {
  readonly startLine: number;
  readonly startColumn: number;
  readonly endLine?: number;
  readonly endColumn?: number;
}

interface Location {
  readonly physicalLocation: { readonly artifactLocation: { readonly uri: string }; readonly region: Region };
}

/** What tests look at in a valid report. */
export interface SarifLog {
  readonly runs: readonly {
    readonly tool: { readonly driver: { readonly rules: readonly { readonly id: string }[] } };
    readonly results: readonly {
      readonly ruleId: string;
      readonly ruleIndex?: number;
      readonly locations: readonly Location[];
      readonly relatedLocations?: readonly Location[];
      readonly fixes?: readonly unknown[];
    }[];
  }[];
}

const schema = new URL("../../../../../test/fixtures/sarif/sarif-schema-2.1.0.json", import.meta.url);
const ajv = new Ajv({ allErrors: true, strict: false });
formats.default(ajv);
const validate = ajv.compile<SarifLog>(JSON.parse(readFileSync(schema, "utf8")));

/** The report as SARIF 2.1.0, as the standard's own schema has it. @throws Error with everything that the schema refuses. */
export function readSarif(report: unknown): SarifLog {
  // As it comes out of the file: nothing that JSON does not have.
  const log: unknown = JSON.parse(JSON.stringify(report));
  if (!validate(log)) throw new Error(ajv.errorsText(validate.errors, { separator: "\n" }));
  for (const { results } of log.runs) {
    for (const { locations, relatedLocations = [] } of results) {
      for (const { physicalLocation } of [...locations, ...relatedLocations]) checkRegion(physicalLocation.region);
    }
  }
  return log;
}

/** Not in the schema, but in the text of the standard, 3.30: a region does not end before it begins. */
function checkRegion({ startLine, startColumn, endLine = startLine, endColumn = startColumn }: Region): void {
  if (endLine < startLine || (endLine === startLine && endColumn < startColumn))
    throw new Error(`a region ends before it begins: ${startLine}:${startColumn} to ${endLine}:${endColumn}`);
}
