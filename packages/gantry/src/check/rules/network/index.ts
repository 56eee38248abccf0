// Written by rules-of-group.test.ts.
import type { Rule } from "../../rule.ts";
import { rule as networkInternalOnlyEgress } from "./network-internal-only-egress.ts";
import { rule as networkPeersNotConnected } from "./network-peers-not-connected.ts";
import { rule as networkPortsOnInternal } from "./network-ports-on-internal.ts";
import { rule as networkUnknownHost } from "./network-unknown-host.ts";

// biome-ignore format: one rule a line
export const networkRules: readonly Rule[] = [
  networkInternalOnlyEgress,
  networkPeersNotConnected,
  networkPortsOnInternal,
  networkUnknownHost,
];
