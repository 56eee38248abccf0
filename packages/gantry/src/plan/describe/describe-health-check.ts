import type { Healthcheck } from "../../engine/types.ts";
import { asksFirstServer } from "../../model/first-server.ts";
import type { HealthCheck } from "../../model/service.ts";
import { apiAtLeast } from "../api-version.ts";
import { compact } from "./compact.ts";

const second = 1e9;

/**
 * A service's health check as the engine takes it; what is left out comes from the image.
 *
 * During its `start_period` a container is probed every second (`StartInterval`), unless the service says otherwise: the engine's own first check would
 * come after a whole interval. Without a start period it has no effect, and adding one would change what healthy means.
 */
export function describeHealthCheck(check: HealthCheck | undefined, apiVersion: string): Healthcheck | undefined {
  if (!check) return undefined;
  if (check.disable || check.test?.[0] === "NONE") return { Test: ["NONE"] };
  return compact({
    Test: check.test,
    Interval: check.interval,
    Timeout: check.timeout,
    Retries: check.retries,
    StartPeriod: check.start_period,
    StartInterval: apiAtLeast(apiVersion, "1.44") ? (check.start_interval ?? defaultStartInterval(check)) : undefined,
  });
}

function defaultStartInterval({ test = [], start_period = 0, interval }: HealthCheck): number | undefined {
  // The sooner the engine asks, the likelier it meets a server that does not stay.
  if (start_period <= 0 || asksFirstServer(test)) return undefined;
  return Math.min(second, interval || second);
}
