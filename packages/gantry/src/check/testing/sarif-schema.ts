import * as z from "zod";

/**
 * What the official schema of SARIF 2.1.0 says of the parts that reports have. Properties that it does not know are refused, as it refuses them.
 *
 * @see https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json
 */
const positive = z.int().min(1);
const message = z.strictObject({ text: z.string() });
const uriReference = z.string().regex(/^(?:[A-Za-z0-9\-._~:/?#[\]@!$&'()*+,;=]|%[0-9A-Fa-f]{2})*$/);

const artifactLocation = z.strictObject({ uri: uriReference, uriBaseId: z.string() });

const region = z
  .strictObject({
    startLine: positive,
    startColumn: positive,
    endLine: positive.optional(),
    endColumn: positive.optional(),
  })
  // Not in the schema, but in the text of the standard, 3.30: a region does not end before it begins.
  .refine(({ startLine, startColumn, endLine = startLine, endColumn = startColumn }) =>
    endLine === startLine ? endColumn >= startColumn : endLine > startLine,
  );

const physicalLocation = z.strictObject({ artifactLocation, region });

const replacement = z.strictObject({ deletedRegion: region, insertedContent: message.optional() });

const fix = z.strictObject({
  description: message,
  artifactChanges: z.array(z.strictObject({ artifactLocation, replacements: z.array(replacement).min(1) })).min(1),
});

const level = z.enum(["none", "note", "warning", "error"]);

const result = z.strictObject({
  ruleId: z.string(),
  ruleIndex: z.int().min(-1).optional(),
  level,
  message,
  locations: z.array(z.strictObject({ physicalLocation })).min(1),
  partialFingerprints: z.record(z.string(), z.string()),
  relatedLocations: z
    .array(z.strictObject({ id: z.int().min(-1), physicalLocation, message }))
    .min(1)
    .optional(),
  fixes: z.array(fix).min(1).optional(),
});

const rule = z.strictObject({
  id: z.string(),
  shortDescription: message,
  fullDescription: message,
  help: message,
  helpUri: z.url().optional(),
  defaultConfiguration: z.strictObject({ level }),
  properties: z.strictObject({ tags: z.array(z.string()) }),
});

export const sarifSchema = z.strictObject({
  $schema: z.url(),
  version: z.literal("2.1.0"),
  runs: z.array(
    z.strictObject({
      tool: z.strictObject({
        driver: z.strictObject({
          name: z.string(),
          semanticVersion: z.string(),
          rules: z.array(rule),
        }),
      }),
      columnKind: z.enum(["utf16CodeUnits", "unicodeCodePoints"]),
      originalUriBaseIds: z.record(z.string(), z.strictObject({ description: message })),
      results: z.array(result),
    }),
  ),
});
