import type { Targets } from "./proxy-definition.ts";
import type { InFlight } from "./running-proxy.ts";
import type { ProxyContainer } from "./volume/proxy-container.ts";

/** What one kind of proxy does its own way. */
export interface ProxyKind {
  /** Files that it reads beside the targets. */
  describeTargets(targets: Targets): Readonly<Record<string, string>>;
  /**
   * Makes what the volume says count for every new request. Absent: it reads the volume for each request.
   *
   * @throws UserError `failed` when it refuses.
   */
  activate?(container: ProxyContainer): Promise<void>;
  /** Checks the configuration as it lies in the container. Returns the proxy's own words when it is refused. */
  findFault(container: ProxyContainer): Promise<string | undefined>;
  /** Loads the configuration as it lies in the container, gracefully. @throws UserError `config` when it is refused. */
  load(container: ProxyContainer): Promise<void>;
  countInFlight(container: ProxyContainer, addresses: readonly string[]): Promise<InFlight | undefined>;
}
