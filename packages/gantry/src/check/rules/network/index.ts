// Written by rules-of-group.test.ts.
import type { Rule } from "../../rule.ts";
import { rule as networkAppBypassesProxy } from "./network-app-bypasses-proxy.ts";
import { rule as networkInternalOnlyEgress } from "./network-internal-only-egress.ts";
import { rule as networkLocalhostBetweenServices } from "./network-localhost-between-services.ts";
import { rule as networkPeersNotConnected } from "./network-peers-not-connected.ts";
import { rule as networkPortMismatch } from "./network-port-mismatch.ts";
import { rule as networkPortsOnInternal } from "./network-ports-on-internal.ts";
import { rule as networkPrivatePortPublished } from "./network-private-port-published.ts";
import { rule as networkProxySharesDataNet } from "./network-proxy-shares-data-net.ts";
import { rule as networkPublicUrlLocalhost } from "./network-public-url-localhost.ts";
import { rule as networkUnknownHost } from "./network-unknown-host.ts";

// biome-ignore format: one rule a line
export const networkRules: readonly Rule[] = [
  networkAppBypassesProxy,
  networkInternalOnlyEgress,
  networkLocalhostBetweenServices,
  networkPeersNotConnected,
  networkPortMismatch,
  networkPortsOnInternal,
  networkPrivatePortPublished,
  networkProxySharesDataNet,
  networkPublicUrlLocalhost,
  networkUnknownHost,
];
