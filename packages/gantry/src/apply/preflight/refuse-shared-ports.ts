import { type Issue, UserError } from "../../model/error.ts";
import type { Operation } from "../../plan/operation.ts";
import { collide, formatHostPort, wantedPorts } from "./wanted-ports.ts";

/**
 * Two containers of a plan that are to have one port: the second of them could not be started.
 *
 * @throws UserError `port-taken`
 */
export function refuseSharedPorts(operations: readonly Operation[]): void {
  // What runs to its end gives its port free for what comes after it, as certbot does for a proxy.
  const lasting = operations.filter((operation) => !("until" in operation) || operation.until !== "completed");
  const wanted = lasting.flatMap((operation) => wantedPorts([operation]).map((port) => ({ ...port, operation })));
  const issues = wanted.flatMap((port, index): Issue[] => {
    const first = wanted.slice(0, index).find((each) => each.operation !== port.operation && collide(each, port));
    if (!first) return [];
    const whose =
      first.service === port.service ? "another container of the same service" : `the service ${first.service}`;
    return [{ message: `services.${port.service}.ports: port ${formatHostPort(port)} is published by ${whose} too.` }];
  });
  if (issues.length === 0) return;
  throw new UserError(issues.map(({ message }) => message).join("\n"), {
    code: "port-taken",
    issues,
    fix: "Publish another port, or none: services reach each other by their names.",
  });
}
