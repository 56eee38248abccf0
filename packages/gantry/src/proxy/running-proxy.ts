import type { ProxyFile, Targets } from "./proxy-definition.ts";

export interface SwitchOptions {
  signal?: AbortSignal;
}

export interface MaintenancePage {
  /** The page's HTML. Default: a plain one. */
  html?: string;
  /** Seconds, for the header `Retry-After`. Default: 60. */
  retryAfter?: number;
}

/** What a proxy waits for. */
export interface InFlight {
  /** Requests whose answers have not ended. */
  requests: number;
  /** Open WebSockets and Server-Sent Events, where the proxy can tell them apart: nginx counts them as requests. */
  streams: number;
}

/** A running proxy of a stack. Every call is done with the container that was given to `openProxy`, by exec and by archives: nothing is published. */
export interface RunningProxy {
  /** Where each managed service's requests go now: the service's own name until it was switched for the first time. */
  readTargets(options?: SwitchOptions): Promise<Targets>;
  /**
   * Sends the requests of all services that are named to their new targets, in one step; the others stay where they are. Resolves when every
   * request that comes from now on goes there; those that are under way go on where they are.
   *
   * @throws UserError `failed` when the proxy refuses: then all stays as it was.
   */
  switchTargets(targets: Targets, options?: SwitchOptions): Promise<void>;
  /** What is in flight on containers by IP address. Undefined: the proxy cannot be asked. */
  countInFlight(addresses: readonly string[], options?: SwitchOptions): Promise<InFlight | undefined>;
  /**
   * Makes a configuration (`ProxyDefinition.files`) the running one: it is checked by the proxy itself, in its container, then loaded
   * gracefully. What runs already is not loaded again. Returns whether anything changed.
   *
   * @throws UserError `config` with the proxy's own words when it is refused: then the old one goes on.
   */
  loadConfiguration(files: readonly ProxyFile[], options?: SwitchOptions): Promise<boolean>;
  /** Answers every request with 503 and a page, or no longer. Does nothing to what is under way. */
  setMaintenance(on: boolean, options?: SwitchOptions & { page?: MaintenancePage }): Promise<void>;
  isInMaintenance(options?: SwitchOptions): Promise<boolean>;
}
