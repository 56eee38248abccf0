import type { OpenReference, OpenValue, TextValue } from "../reference.ts";
import type { DependencyWish } from "../service-definition.ts";
import type { BuildOptions } from "./build-options.ts";

/** A length of time with its unit: `"500ms"`, `"90s"`, `"1m30s"`, `"2h"`. */
export type Duration =
  | `${number}${"ms" | "s" | "m" | "h"}`
  | `${number}m${number}s`
  | `${number}h${number}m`
  | `${number}h${number}m${number}s`;

/** A size in units of 1024: `"256m"`, `"1.5g"`. */
export type Size = `${number}${"b" | "k" | "m" | "g" | "kb" | "mb" | "gb"}`;

/** How often a health check runs, and when it counts. */
export interface HealthTiming {
  /** Time between two checks. Default: `"10s"`. */
  interval?: Duration;
  /** A check that takes longer has failed. Default: `"5s"`. */
  timeout?: Duration;
  /** So many failures in a row make the service unhealthy. Default: 5. */
  retries?: number;
  /** Failures in this time after the start do not count. Default: `"30s"`. */
  startPeriod?: Duration;
}

/** The check is an HTTP request inside the container; an answer from 200 to 399 is healthy. */
export interface HttpHealth extends HealthTiming {
  /** Path and query, such as `"/api/health?quick=true"`. */
  http: `/${string}`;
  /** Default: the service's `port`. */
  port?: number;
  command?: undefined;
}

/** The check is a command inside the container; exit code 0 is healthy. */
export interface CommandHealth extends HealthTiming {
  /** The program and its arguments. No shell reads them; for one, write `["sh", "-c", "…"]`. */
  command: string[];
  http?: undefined;
}

/** Only how often the preset's own check runs. */
export interface PresetHealth extends HealthTiming {
  http?: undefined;
  command?: undefined;
}

export type Health = HttpHealth | CommandHealth | PresetHealth;

export interface Resources {
  /** The most memory that each container may take, such as `"512m"`. */
  memory?: Size;
  /** The most processor time, in cores, such as 0.5. Default: no limit. */
  cpus?: number;
}

/** Options that every service has. */
export interface ServiceOptions {
  /** The image to run, such as `"nginx:1.29-alpine"`. With `build`: the name that the built one gets. */
  image?: string | OpenReference;
  /** How to build the image: the folder that the builder gets, or more exactly. */
  build?: string | BuildOptions;
  /** What runs, over the image's own command. A text is split as a shell would, but no shell runs it. */
  command?: string | (string | OpenReference)[];
  /**
   * Environment variables. A reference wires the service to what it leads to; `undefined` leaves the variable out.
   *
   * @example
   * ```ts
   * env: { DATABASE_URL: db.url, SESSION_KEY: secret({ minLength: 32 }), LOG_LEVEL: env("LOG_LEVEL", { default: "info" }) }
   * ```
   */
  env?: Record<string, TextValue | undefined>;
  /** How to tell that it works; `false`: not at all, the image's own check included. */
  health?: Health | false;
  /** Limits for each container. */
  resources?: Resources;
  /** How many containers run. Default: 1. */
  replicas?: number;
  /** Volumes in Compose's short form: `"uploads:/app/uploads"`, `"./content:/content:ro"`. A named one is declared by itself. */
  volumes?: string[];
  /** Ports published on the host, in Compose's short form: `"127.0.0.1:9229:9229"`. Most services need none: the proxy publishes. */
  ports?: string[];
  /**
   * Folders of the image whose files are named after their content. After a deploy the proxy goes on serving those of earlier releases, so that
   * pages which are open find them. Images of a recipe know their own.
   *
   * @example
   * ```ts
   * assets: [{ path: "/assets", folder: "/usr/share/nginx/html/assets" }]
   * ```
   */
  assets?: { path: string; folder: string }[];
  /** When the engine starts it again. Default: `"unless-stopped"`. */
  restart?: "no" | "always" | "on-failure" | "unless-stopped";
  /** Time between the stop signal and the kill. */
  stopGracePeriod?: Duration;
  /** Further networks to join; each is declared in the stack's `compose.networks`. */
  networks?: string[];
  /** Container labels. */
  labels?: Record<string, OpenValue>;
  /**
   * What to wait for by service key, over what the references say: `{ seed: "completed", api: false }`.
   * Following from a reference: `"healthy"` where the service has a health check, `"started"` where it has none.
   */
  dependsOn?: Record<string, DependencyWish>;
  /** Whether it may reach the outside. */
  egress?: boolean;
  /**
   * Any keys of a Compose service, merged over everything else by Compose's own rules.
   *
   * @example
   * ```ts
   * compose: { ulimits: { nofile: 65536 }, cap_add: ["SYS_NICE"] }
   * ```
   */
  compose?: Record<string, unknown>;
}
