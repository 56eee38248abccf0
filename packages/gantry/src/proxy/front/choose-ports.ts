import type { PortMap } from "../../engine/types.ts";
import { UserError } from "../../model/error.ts";
import type { Port } from "../../model/service.ts";

export interface ChoosePortsOptions {
  /** The key of the stack's proxy. */
  service: string;
  /** What the front that is there publishes; undefined when there is none. */
  present: readonly Port[] | undefined;
  /** The other stacks that it serves. */
  others: readonly string[];
}

/**
 * The ports that the front is to have: those that it has, as long as they are enough for this stack, or the stack's own when no other one
 * depends on the front.
 *
 * @throws UserError `refused` when other stacks would be reached no longer.
 */
export function choosePorts(
  wanted: readonly Port[],
  { service, present, others }: ChoosePortsOptions,
): readonly Port[] {
  if (present === undefined) return wanted;
  const known = new Set(present.map(describePort));
  const missing = wanted.map(describePort).filter((port) => !known.has(port));
  if (missing.length === 0) return present;
  if (others.length === 0) return wanted;
  const list = (names: readonly string[]) => names.map((name) => JSON.stringify(name)).join(", ");
  throw new UserError(
    `services.${service}.ports: the front of this host publishes ${[...known].join(", ")} for ${list(others)}, and not ${missing.join(", ")}.`,
    { code: "refused", fix: "Write the ports that it has, or change them in all of these stacks." },
  );
}

/** `127.0.0.1:8080:80`, as Compose writes it. */
function describePort({ host_ip, published, target, protocol = "tcp" }: Port): string {
  const suffix = protocol === "tcp" ? "" : `/${protocol}`;
  return [host_ip, published, target].filter((part) => part !== undefined && part !== "").join(":") + suffix;
}

/** What a container publishes, as the stack that made it has said it. */
export function portsOf(bindings: PortMap | null | undefined): Port[] {
  return Object.entries(bindings ?? {}).flatMap(([container, places]) => {
    const [target, protocol = "tcp"] = container.split("/");
    return (places ?? []).map(
      ({ HostIp, HostPort }): Port => ({
        target: Number(target),
        ...(HostPort ? { published: HostPort } : {}),
        ...(HostIp ? { host_ip: HostIp } : {}),
        ...(protocol === "tcp" ? {} : { protocol }),
      }),
    );
  });
}
