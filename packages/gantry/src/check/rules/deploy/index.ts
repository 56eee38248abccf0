// Written by rules-of-group.test.ts.
import type { Rule } from "../../rule.ts";
import { rule as deployBuildArgMissing } from "./deploy-build-arg-missing.ts";
import { rule as deployCacheDriver } from "./deploy-cache-driver.ts";
import { rule as deployDestructiveCommand } from "./deploy-destructive-command.ts";
import { rule as deployEphemeralRegistryLogin } from "./deploy-ephemeral-registry-login.ts";
import { rule as deployFixedSleep } from "./deploy-fixed-sleep.ts";
import { rule as deployMutableTagNoRollback } from "./deploy-mutable-tag-no-rollback.ts";
import { rule as deployProbeUnpublishedPort } from "./deploy-probe-unpublished-port.ts";
import { rule as deployPulledImageNotUsed } from "./deploy-pulled-image-not-used.ts";
import { rule as deployRemoteEnvNotForwarded } from "./deploy-remote-env-not-forwarded.ts";
import { rule as deployRemoteNoErrexit } from "./deploy-remote-no-errexit.ts";
import { rule as deploySourcemapBuildMismatch } from "./deploy-sourcemap-build-mismatch.ts";
import { rule as deployUpWithoutRefresh } from "./deploy-up-without-refresh.ts";
import { rule as deployWorkflowRunSha } from "./deploy-workflow-run-sha.ts";

// biome-ignore format: one rule a line
export const deployRules: readonly Rule[] = [
  deployBuildArgMissing,
  deployCacheDriver,
  deployDestructiveCommand,
  deployEphemeralRegistryLogin,
  deployFixedSleep,
  deployMutableTagNoRollback,
  deployProbeUnpublishedPort,
  deployPulledImageNotUsed,
  deployRemoteEnvNotForwarded,
  deployRemoteNoErrexit,
  deploySourcemapBuildMismatch,
  deployUpWithoutRefresh,
  deployWorkflowRunSha,
];
