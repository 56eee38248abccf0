// Written by rules-of-group.test.ts.
import type { Rule } from "../../rule.ts";
import { rule as composeAnonymousVolume } from "./compose-anonymous-volume.ts";
import { rule as composeBindSourceMissing } from "./compose-bind-source-missing.ts";
import { rule as composeDependsOnMissing } from "./compose-depends-on-missing.ts";
import { rule as composeDependsOnTooWeak } from "./compose-depends-on-too-weak.ts";
import { rule as composeDependsOnUnhealthable } from "./compose-depends-on-unhealthable.ts";
import { rule as composeDevModeInProd } from "./compose-dev-mode-in-prod.ts";
import { rule as composeInstallAtStart } from "./compose-install-at-start.ts";
import { rule as composeInvalid } from "./compose-invalid.ts";
import { rule as composeMergeKeepsDevMounts } from "./compose-merge-keeps-dev-mounts.ts";
import { rule as composeMergeKeepsDevPorts } from "./compose-merge-keeps-dev-ports.ts";
import { rule as composeNoLogRotation } from "./compose-no-log-rotation.ts";
import { rule as composeNoMemoryLimit } from "./compose-no-memory-limit.ts";
import { rule as composeNoRestartPolicy } from "./compose-no-restart-policy.ts";
import { rule as composeNodeHeapVsLimit } from "./compose-node-heap-vs-limit.ts";
import { rule as composePartialFileAlone } from "./compose-partial-file-alone.ts";
import { rule as composePrivilegedSurface } from "./compose-privileged-surface.ts";
import { rule as composeProjectNameCollision } from "./compose-project-name-collision.ts";
import { rule as composeReadonlyNeedsTmpfs } from "./compose-readonly-needs-tmpfs.ts";
import { rule as composeScaleBlocked } from "./compose-scale-blocked.ts";
import { rule as composeStopGraceTooShort } from "./compose-stop-grace-too-short.ts";

// biome-ignore format: one rule a line
export const composeRules: readonly Rule[] = [
  composeAnonymousVolume,
  composeBindSourceMissing,
  composeDependsOnMissing,
  composeDependsOnTooWeak,
  composeDependsOnUnhealthable,
  composeDevModeInProd,
  composeInstallAtStart,
  composeInvalid,
  composeMergeKeepsDevMounts,
  composeMergeKeepsDevPorts,
  composeNoLogRotation,
  composeNoMemoryLimit,
  composeNoRestartPolicy,
  composeNodeHeapVsLimit,
  composePartialFileAlone,
  composePrivilegedSurface,
  composeProjectNameCollision,
  composeReadonlyNeedsTmpfs,
  composeScaleBlocked,
  composeStopGraceTooShort,
];
