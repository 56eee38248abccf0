import type { Operation } from "./operation.ts";

/** What would be done, and what would not. Plain data. */
export interface Plan {
  project: string;
  operations: Operation[];
  /** Containers that are right as they are. */
  unchanged: { service: string; number: number; name: string; containerId: string }[];
  /** Stateful services whose definition changed. They stay as they are until they are named with `replace`. */
  held: { service: string; reason: string }[];
  /** Containers of services that the stack does not have (any more), left alone. */
  orphans: { service: string; name: string; containerId: string }[];
  /** Sentences for the user. */
  warnings: string[];
  /**
   * True: images are fetched or built for services that have containers already, so that these may turn out to differ.
   * Do the image operations, observe, and plan again with `imagesReady`.
   */
  provisional: boolean;
}

export interface PlanUpOptions {
  /** These services and all that they depend on. Default: all. */
  services?: readonly string[] | undefined;
  /** Not what they depend on. */
  noDeps?: boolean | undefined;
  /** `always`: replace what is unchanged too. `never`: keep what exists, whatever has changed. Default: `changed`. */
  recreate?: "changed" | "always" | "never" | undefined;
  /** Services that have run to their end and are to do so again, though nothing about them has changed. */
  rerun?: ReadonlySet<string> | undefined;
  removeOrphans?: boolean | undefined;
  /** Over each service's own `pull_policy`. */
  pull?: "always" | "missing" | "never" | undefined;
  /** Build every service that has a `build`, not only those whose image is missing. */
  build?: boolean | undefined;
  /** Do not build, even where the image is missing. */
  noBuild?: boolean | undefined;
  /** Stateful services that may be replaced. */
  replace?: ReadonlySet<string> | undefined;
  /** Anonymous volumes of predecessors are not kept. */
  renewAnonymousVolumes?: boolean | undefined;
  /** The image operations of a provisional plan are done: none are planned again. */
  imagesReady?: boolean | undefined;
  /** Seconds until a container that is stopped is killed. Default: its own. */
  graceSeconds?: number | undefined;
}
