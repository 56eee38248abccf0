// Written by rules-of-group.test.ts.
import type { Rule } from "../../rule.ts";

// biome-ignore format: one rule a line
export const deployRules: readonly Rule[] = [
];
