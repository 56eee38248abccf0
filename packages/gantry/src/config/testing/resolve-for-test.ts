import { assembleStack } from "../assemble/assemble-stack.ts";
import { findNeeds } from "../assemble/find-needs.ts";
import { resolveToInterpolation, resolveToValues } from "../assemble/resolve-references.ts";
import type { StackDefinition } from "../define-stack.ts";
import type { RawMapping } from "../service-definition.ts";

/** What tests look at: a document in Compose's words, before it is normalised. */
export interface TestDocument {
  services: Record<string, TestService>;
  networks: Record<string, { internal?: boolean }>;
  volumes: RawMapping;
  configs: Record<string, { content: string }>;
  secrets: RawMapping;
  "x-gantry"?: { routes?: unknown[]; environments?: RawMapping };
}

interface TestService {
  image?: string;
  build?: RawMapping;
  command?: string[];
  environment?: Record<string, string>;
  networks?: RawMapping;
  depends_on?: Record<string, { condition: string }>;
  healthcheck?: { test: string[]; [key: string]: unknown };
  ports?: string[];
  volumes?: string[];
  configs?: { source: string; target: string }[];
  deploy?: { replicas?: number; resources?: { limits?: { memory?: string; cpus?: number } } };
  [key: string]: unknown;
}

/** The stack's document with values: each variable's is `<name>-value` unless `values` says otherwise. */
export function resolveForTest(
  stack: StackDefinition,
  { environment = "production", values = {} }: { environment?: string; values?: Record<string, string> } = {},
): TestDocument {
  const assembled = assembleStack(stack, { environment });
  const known = new Map(
    findNeeds(assembled).map((need) => [need.name, values[need.name] ?? need.default ?? `${need.name}-value`]),
  );
  return resolveToValues(assembled, known).document as unknown as TestDocument;
}

/** The stack's document as Compose interpolates it. */
export function interpolatedForTest(stack: StackDefinition, environment = "production"): TestDocument {
  return resolveToInterpolation(assembleStack(stack, { environment })).document as unknown as TestDocument;
}
