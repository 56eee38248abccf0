// Written by rules-of-group.test.ts.
import type { Rule } from "../../rule.ts";
import { rule as composeInvalid } from "./compose-invalid.ts";
import { rule as composeMergeKeepsDevMounts } from "./compose-merge-keeps-dev-mounts.ts";
import { rule as composeMergeKeepsDevPorts } from "./compose-merge-keeps-dev-ports.ts";
import { rule as composePartialFileAlone } from "./compose-partial-file-alone.ts";
import { rule as composeProjectNameCollision } from "./compose-project-name-collision.ts";
import { rule as composeScaleBlocked } from "./compose-scale-blocked.ts";

// biome-ignore format: one rule a line
export const composeRules: readonly Rule[] = [
  composeInvalid,
  composeMergeKeepsDevMounts,
  composeMergeKeepsDevPorts,
  composePartialFileAlone,
  composeProjectNameCollision,
  composeScaleBlocked,
];
