// Written by rules-of-group.test.ts.
import type { Rule } from "../../rule.ts";
import { rule as deployDestructiveCommand } from "./deploy-destructive-command.ts";
import { rule as deployFixedSleep } from "./deploy-fixed-sleep.ts";
import { rule as deployMutableTagNoRollback } from "./deploy-mutable-tag-no-rollback.ts";
import { rule as deployProbeUnpublishedPort } from "./deploy-probe-unpublished-port.ts";
import { rule as deployPulledImageNotUsed } from "./deploy-pulled-image-not-used.ts";
import { rule as deployUpWithoutRefresh } from "./deploy-up-without-refresh.ts";

// biome-ignore format: one rule a line
export const deployRules: readonly Rule[] = [
  deployDestructiveCommand,
  deployFixedSleep,
  deployMutableTagNoRollback,
  deployProbeUnpublishedPort,
  deployPulledImageNotUsed,
  deployUpWithoutRefresh,
];
