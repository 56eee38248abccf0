import type { ManagedUpstream, UnmanagedUpstream } from "../proxy-definition.ts";
import type { ProxyPlace } from "../proxy-place.ts";

/** A file of a proxy's configuration, rewritten, and what was found in it. */
export interface Rewritten {
  content: string;
  upstreams: ManagedUpstream[];
  unmanaged: UnmanagedUpstream[];
}

/** What rewriting needs to know about the stack. */
export interface RewriteContext {
  /** The service that a host name means, if it is one of the stack. */
  serviceOf(host: string): string | undefined;
  /** How many containers a service has. */
  replicasOf(service: string): number;
  /** The paths below which a service has files that are kept for it. */
  assetPathsOf(service: string): readonly string[];
  /** Variables that the proxy's container has. */
  environment: Readonly<Record<string, string | null>>;
  place: ProxyPlace;
}

/** By service and port, each once. */
export function distinctUpstreams(upstreams: readonly ManagedUpstream[]): ManagedUpstream[] {
  return [...new Map(upstreams.map((upstream) => [`${upstream.service}:${upstream.port}`, upstream])).values()];
}
