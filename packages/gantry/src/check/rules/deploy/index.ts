// Written by rules-of-group.test.ts.
import type { Rule } from "../../rule.ts";
import { rule as deployMutableTagNoRollback } from "./deploy-mutable-tag-no-rollback.ts";
import { rule as deployPulledImageNotUsed } from "./deploy-pulled-image-not-used.ts";
import { rule as deployUpWithoutRefresh } from "./deploy-up-without-refresh.ts";

// biome-ignore format: one rule a line
export const deployRules: readonly Rule[] = [
  deployMutableTagNoRollback,
  deployPulledImageNotUsed,
  deployUpWithoutRefresh,
];
