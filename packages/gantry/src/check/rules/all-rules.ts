import type { Rule } from "../rule.ts";
import { backupRules } from "./backup/index.ts";
import { composeRules } from "./compose/index.ts";
import { dataRules } from "./data/index.ts";
import { deployRules } from "./deploy/index.ts";
import { envRules } from "./env/index.ts";
import { healthRules } from "./health/index.ts";
import { hostRules } from "./host/index.ts";
import { imageRules } from "./image/index.ts";
import { networkRules } from "./network/index.ts";
import { proxyRules } from "./proxy/index.ts";

/** Every rule, by group. */
export const allRules: readonly Rule[] = [
  ...imageRules,
  ...composeRules,
  ...networkRules,
  ...healthRules,
  ...dataRules,
  ...backupRules,
  ...envRules,
  ...deployRules,
  ...proxyRules,
  ...hostRules,
];
