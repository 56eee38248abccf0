import type { Hooks } from "./hooks.ts";
import type { PositionIndex } from "./position.ts";
import type { Service } from "./service.ts";

export interface Network {
  /** The name on the engine. */
  name?: string;
  driver?: string;
  driver_opts?: Record<string, string>;
  ipam?: {
    driver?: string;
    config?: { subnet?: string; gateway?: string; ip_range?: string; aux_addresses?: Record<string, string> }[];
    options?: Record<string, string>;
  };
  external?: boolean;
  /** No route to the outside, and none from it. */
  internal?: boolean;
  attachable?: boolean;
  enable_ipv4?: boolean;
  enable_ipv6?: boolean;
  labels?: Record<string, string>;
  "x-gantry"?: NetworkExtras;
  [extension: `x-${string}`]: unknown;
}

/** What Compose has no key for. Printed under `x-gantry` of the network. */
export interface NetworkExtras {
  /**
   * False: nobody asks for services by their names on it, it is a way out. Then a name leads only to where it is given by another network, as one that
   * is the service's own. Default: true.
   */
  names?: boolean;
  /** Other stacks are on it too: services have names there that no other stack's have, and only those. */
  shared?: boolean;
}

export interface Volume {
  /** The name on the engine. */
  name?: string;
  driver?: string;
  driver_opts?: Record<string, string>;
  external?: boolean;
  labels?: Record<string, string>;
  [extension: `x-${string}`]: unknown;
}

/** The source of a config or of a secret: exactly one of `file`, `environment`, `content`, or `external`. */
export interface FileSource {
  name?: string;
  file?: string;
  environment?: string;
  content?: string;
  external?: boolean;
  labels?: Record<string, string>;
  driver?: string;
  driver_opts?: Record<string, string>;
  template_driver?: string;
  [extension: `x-${string}`]: unknown;
}

/** A public address and the service that answers it. */
export interface Route {
  /** `app.example.com`, `*.example.com`, or `:8080` for a bare port. */
  host: string;
  /** Path prefix; `/` when absent. */
  path?: string;
  service: string;
  port: number;
}

/**
 * Where a stack runs, and under which name. What an environment says besides, about variables and services, is in the stack that was
 * loaded for it.
 */
export interface Environment {
  /** `ssh://user@host:port`, a Docker context's name, or `tcp://…`. Absent: the local engine. */
  host?: string;
  /** The host name that its routes are under: `shop.example.com`. */
  domain?: string;
}

/** What Compose has no key for. Printed under `x-gantry` of the file. */
export interface StackExtras {
  routes?: Route[];
  environments?: Record<string, Environment>;
  /** Commands that run at moments of a deploy. */
  hooks?: Hooks;
}

/**
 * The one thing that the rest of the program knows: a stack of services with their networks, volumes, configs and
 * secrets, from a `gantry.config.ts` or from Compose files. Same keys and names as Compose's normalised model.
 */
export interface Stack {
  /** The project's name: lower-case letters, digits, dashes, underscores. */
  name: string;
  services: Record<string, Service>;
  networks?: Record<string, Network>;
  volumes?: Record<string, Volume>;
  configs?: Record<string, FileSource>;
  secrets?: Record<string, FileSource>;
  models?: Record<string, unknown>;
  "x-gantry"?: StackExtras;
  /** Any other extension, carried along and printed back. */
  [extension: `x-${string}`]: unknown;
}

/** A stack, and what the run needs to know about where it came from. */
export interface LoadedStack {
  stack: Stack;
  /** Services left out because none of their profiles is active. Known, so that naming one can say so. */
  inactive: Record<string, Service>;
  /** The environment that was chosen with `-e`; by default "development" for a typed stack, "default" for Compose files that say nothing of one. */
  environment: string;
  /** Absolute path of the folder that relative paths count from. */
  directory: string;
  /** Absolute paths of the files that were read, in order. */
  files: string[];
  /** Where each value stands in its file. */
  positions: PositionIndex;
  /** Sentences for the user that are no errors: an unset variable, an obsolete key. */
  warnings: string[];
  /** Values that must never be printed: what `secret()` resolved to. */
  sensitive: ReadonlySet<string>;
  /** The variables that interpolation and `environment:` sources see: the process's own over the environment's, those over the ones of `.env`. */
  variables: Readonly<Record<string, string>>;
  /**
   * The stack's texts are as in a Compose file before interpolation: `${NAME}` stands for a value, `$$` for a dollar sign.
   * So a typed stack is loaded to be printed without its secrets. Default: false, texts are final.
   */
  uninterpolated?: boolean;
}
