import type { ContainerConfig, Healthcheck } from "../../engine/types.ts";
import { toMilliseconds } from "../../model/duration.ts";
import { askLastingServer } from "../../model/first-server.ts";

/** How a container's health is judged. All times in milliseconds. */
export interface HealthRules {
  /** The argv that exits 0 when the container is healthy. */
  command: string[];
  /** What the check finds in its environment besides the container's own, as `KEY=value`. */
  environment: string[];
  interval: number;
  timeout: number;
  /** Failures in a row that make it unhealthy. */
  retries: number;
  /** Failures within this time after the start do not count. */
  startPeriod: number;
}

const second = 1000;

/**
 * The health check of a container as its inspect shows it: what the service says, over what its image says, with Docker's defaults.
 * Undefined when there is none.
 *
 * @see https://docs.docker.com/reference/dockerfile/#healthcheck
 */
export function readHealthRules(
  config: Pick<ContainerConfig, "Healthcheck" | "Shell" | "Env">,
): HealthRules | undefined {
  const check = config.Healthcheck;
  const command = check && checkCommand(check, config.Shell);
  if (!check || !command) return undefined;
  return {
    // A server that has only its socket is found healthy by the engine's own check.
    ...askLastingServer(command, config.Env ?? []),
    interval: toMilliseconds(check.Interval || 0) || 30 * second,
    timeout: toMilliseconds(check.Timeout || 0) || 30 * second,
    retries: check.Retries || 3,
    startPeriod: toMilliseconds(check.StartPeriod || 0),
  };
}

function checkCommand({ Test: test }: Healthcheck, shell: string[] | undefined): string[] | undefined {
  const [form, ...rest] = test ?? [];
  if (rest.length === 0) return undefined;
  if (form === "CMD") return rest;
  if (form === "CMD-SHELL") return [...(shell?.length ? shell : ["/bin/sh", "-c"]), ...rest.slice(0, 1)];
  return undefined;
}
