// Written by rules-of-group.test.ts.
import type { Rule } from "../../rule.ts";
import { rule as backupFlagIgnored } from "./backup-flag-ignored.ts";
import { rule as backupNotVerified } from "./backup-not-verified.ts";
import { rule as backupPartialFile } from "./backup-partial-file.ts";
import { rule as backupPruneUnsafe } from "./backup-prune-unsafe.ts";
import { rule as backupRsyncPort } from "./backup-rsync-port.ts";
import { rule as backupSameFate } from "./backup-same-fate.ts";
import { rule as backupScheduleCollision } from "./backup-schedule-collision.ts";
import { rule as backupTargetDrift } from "./backup-target-drift.ts";

// biome-ignore format: one rule a line
export const backupRules: readonly Rule[] = [
  backupFlagIgnored,
  backupNotVerified,
  backupPartialFile,
  backupPruneUnsafe,
  backupRsyncPort,
  backupSameFate,
  backupScheduleCollision,
  backupTargetDrift,
];
