// Written by rules-of-group.test.ts.
import type { Rule } from "../../rule.ts";
import { rule as healthExitCodeLost } from "./health-exit-code-lost.ts";
import { rule as healthHeadNotAllowed } from "./health-head-not-allowed.ts";
import { rule as healthLocalhostIpv6 } from "./health-localhost-ipv6.ts";
import { rule as healthPostgresIdentityDrift } from "./health-postgres-identity-drift.ts";
import { rule as healthPostgresSocketRace } from "./health-postgres-socket-race.ts";
import { rule as healthRedisPingAlwaysZero } from "./health-redis-ping-always-zero.ts";
import { rule as healthRouteBehindAuth } from "./health-route-behind-auth.ts";
import { rule as healthRouteMissing } from "./health-route-missing.ts";
import { rule as healthRouteShallow } from "./health-route-shallow.ts";
import { rule as healthRouteStatic } from "./health-route-static.ts";
import { rule as healthToolMissing } from "./health-tool-missing.ts";
import { rule as healthUnhealthyNotRestarted } from "./health-unhealthy-not-restarted.ts";
import { rule as healthWindowTooShort } from "./health-window-too-short.ts";

// biome-ignore format: one rule a line
export const healthRules: readonly Rule[] = [
  healthExitCodeLost,
  healthHeadNotAllowed,
  healthLocalhostIpv6,
  healthPostgresIdentityDrift,
  healthPostgresSocketRace,
  healthRedisPingAlwaysZero,
  healthRouteBehindAuth,
  healthRouteMissing,
  healthRouteShallow,
  healthRouteStatic,
  healthToolMissing,
  healthUnhealthyNotRestarted,
  healthWindowTooShort,
];
