// Written by rules-of-group.test.ts.
import type { Rule } from "../../rule.ts";
import { rule as healthExitCodeLost } from "./health-exit-code-lost.ts";
import { rule as healthLocalhostIpv6 } from "./health-localhost-ipv6.ts";
import { rule as healthPostgresIdentityDrift } from "./health-postgres-identity-drift.ts";
import { rule as healthPostgresSocketRace } from "./health-postgres-socket-race.ts";
import { rule as healthRedisPingAlwaysZero } from "./health-redis-ping-always-zero.ts";
import { rule as healthRouteMissing } from "./health-route-missing.ts";
import { rule as healthToolMissing } from "./health-tool-missing.ts";
import { rule as healthUnhealthyNotRestarted } from "./health-unhealthy-not-restarted.ts";

// biome-ignore format: one rule a line
export const healthRules: readonly Rule[] = [
  healthExitCodeLost,
  healthLocalhostIpv6,
  healthPostgresIdentityDrift,
  healthPostgresSocketRace,
  healthRedisPingAlwaysZero,
  healthRouteMissing,
  healthToolMissing,
  healthUnhealthyNotRestarted,
];
