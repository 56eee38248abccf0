import type { RestartPolicy } from "../../engine/types.ts";
import type { Service } from "../../model/service.ts";

const conditions: Record<string, RestartPolicy["Name"]> = {
  none: "no",
  no: "no",
  "on-failure": "on-failure",
  "unless-stopped": "unless-stopped",
  any: "always",
  always: "always",
};

/** `deploy.restart_policy` when there is one, else `restart`: as Compose does. */
export function describeRestartPolicy({
  restart,
  deploy,
}: Pick<Service, "restart" | "deploy">): RestartPolicy | undefined {
  const policy = deploy?.restart_policy;
  if (policy) {
    const name = conditions[policy.condition ?? "any"] ?? "always";
    const attempts = name === "on-failure" ? policy.max_attempts : undefined;
    return attempts === undefined ? { Name: name } : { Name: name, MaximumRetryCount: attempts };
  }
  if (!restart) return undefined;
  const [name = "no", attempts] = restart.split(":");
  const known = conditions[name] ?? "no";
  return attempts === undefined ? { Name: known } : { Name: known, MaximumRetryCount: Number(attempts) };
}
