// Written by rules-of-group.test.ts.
import type { Rule } from "../../rule.ts";
import { rule as healthToolMissing } from "./health-tool-missing.ts";

// biome-ignore format: one rule a line
export const healthRules: readonly Rule[] = [
  healthToolMissing,
];
