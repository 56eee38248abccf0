import type { AssetFolder } from "../model/service.ts";
import type { FrontWish } from "./front/front-wish.ts";
import type { ProxyPlace } from "./proxy-place.ts";

/** A service whose requests come through a proxy, and the port that it answers on. */
export interface ManagedUpstream {
  service: string;
  port: number;
}

/** Files of a service that the proxy goes on serving when a release no longer has them. */
export interface ProxyAssets extends AssetFolder {
  service: string;
}

/** A file of a proxy's configuration, where the proxy reads it. */
export interface ProxyFile {
  /** Absolute, in the container. */
  path: string;
  content: string;
  /** Permission bits. Default: `0o444`. */
  mode?: number;
}

/** An upstream in a proxy's configuration that is left as it is written, so that no deploy can switch it. */
export interface UnmanagedUpstream {
  /** `Caddyfile:12:3`: where it is written. */
  where: string;
  /** The service that it names, where that can be told. */
  service?: string;
  /** A sentence. */
  reason: string;
}

/**
 * A proxy of a stack, worked out from the stack alone. Its configuration is no part of its service's definition: a change of it replaces no
 * container but is loaded into the running one (`RunningProxy.loadConfiguration`).
 */
export interface ProxyDefinition {
  kind: "caddy" | "nginx";
  /** Its key in the stack. */
  service: string;
  /** Key in the stack of the volume that is mounted at `/gantry`: where requests go, and whether there is maintenance. Absent: a front has its own. */
  volume?: string;
  place: ProxyPlace;
  /** It is no container of the stack, but the front that the stacks of a host share. */
  front?: FrontWish;
  /** Without repetitions, by service and port. */
  upstreams: readonly ManagedUpstream[];
  /** Of the services among `upstreams`. */
  assets: readonly ProxyAssets[];
  /** The whole configuration, rewritten; the file that the proxy starts with comes first. */
  files: readonly ProxyFile[];
}

/** Where each service's requests go, by service: the network alias that its containers share, such as `web-r42`. */
export type Targets = Readonly<Record<string, string>>;
