// Written by rules-of-group.test.ts.
import type { Rule } from "../../rule.ts";
import { rule as envCodeUndeclared } from "./env-code-undeclared.ts";
import { rule as envFileNotLoaded } from "./env-file-not-loaded.ts";
import { rule as envPublicPrefixSecret } from "./env-public-prefix-secret.ts";
import { rule as envRequiredNotEnforced } from "./env-required-not-enforced.ts";
import { rule as envTemplateCommentAsValue } from "./env-template-comment-as-value.ts";
import { rule as envTemplateDeadKey } from "./env-template-dead-key.ts";
import { rule as envTemplateMissingKey } from "./env-template-missing-key.ts";
import { rule as envValueDrift } from "./env-value-drift.ts";
import { rule as secretEnvTracked } from "./secret-env-tracked.ts";
import { rule as secretInArgv } from "./secret-in-argv.ts";
import { rule as secretLiteral } from "./secret-literal.ts";

// biome-ignore format: one rule a line
export const envRules: readonly Rule[] = [
  envCodeUndeclared,
  envFileNotLoaded,
  envPublicPrefixSecret,
  envRequiredNotEnforced,
  envTemplateCommentAsValue,
  envTemplateDeadKey,
  envTemplateMissingKey,
  envValueDrift,
  secretEnvTracked,
  secretInArgv,
  secretLiteral,
];
