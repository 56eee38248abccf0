// Written by rules-of-group.test.ts.
import type { Rule } from "../../rule.ts";
import { rule as hostCommandBroken } from "./host-command-broken.ts";
import { rule as hostCronPathMissing } from "./host-cron-path-missing.ts";
import { rule as repoDatastoreDrift } from "./repo-datastore-drift.ts";
import { rule as repoToolchainDrift } from "./repo-toolchain-drift.ts";

// biome-ignore format: one rule a line
export const hostRules: readonly Rule[] = [
  hostCommandBroken,
  hostCronPathMissing,
  repoDatastoreDrift,
  repoToolchainDrift,
];
