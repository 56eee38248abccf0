import type { Nanoseconds } from "./service.ts";

/**
 * Moments of a deploy at which a command may run. `pre_build`, `pre_deploy`: before anything is built, and before anything changes; `post_migrate`: new
 * containers are ready, requests still go to the old ones; `post_switch`: requests go to the new ones, which may still be taken back;
 * `post_deploy`: all is done; `on_failure`: the deploy failed, and was taken back.
 */
export const hookNames = [
  "pre_build",
  "pre_deploy",
  "post_migrate",
  "post_switch",
  "post_deploy",
  "on_failure",
] as const;

export type HookName = (typeof hookNames)[number];

/** A command, on the machine that deploys, or in a container of its own of a service. */
export interface Hook {
  /** The program and its arguments. No shell reads them. */
  command: string[];
  /** The service whose image, environment and networks it gets. Absent: it runs where `gantry` does. */
  service?: string;
  /** The longest time that it may take. Default: ten minutes. */
  timeout?: Nanoseconds;
}

export type Hooks = Partial<Record<HookName, Hook[]>>;
