import type { NetworkInspect } from "../../engine/types.ts";
import { same } from "../compare/same.ts";
import type { DesiredNetwork } from "../desired.ts";
import { label, userLabels } from "../labels.ts";
import type { Observed } from "../observed.ts";
import type { NetworkOperation } from "../operation.ts";
import { allContainers, type ServiceContainer } from "./find-containers.ts";
import { nameConflict } from "./refusals.ts";

export interface NetworkPlan {
  operations: NetworkOperation[];
  /** Names of networks that are replaced: everything on them must be made anew. */
  replaced: Set<string>;
  /** Services that hold data and are on a network that should be replaced: it stays for their sake. */
  held: { service: string; reason: string }[];
  warnings: string[];
}

export interface PlanNetworksOptions {
  project: string;
  /** Whether a container may be replaced or removed in this plan. `held`: it holds data and was not named. */
  mayReplace: (member: ServiceContainer) => "yes" | "no" | "held";
}

export function planNetworks(
  networks: readonly DesiredNetwork[],
  observed: Observed,
  { project, mayReplace }: PlanNetworksOptions,
): NetworkPlan {
  const plan: NetworkPlan = { operations: [], replaced: new Set(), held: [], warnings: [] };
  for (const wanted of networks.filter(({ external }) => !external)) {
    const { key: network, name, body } = wanted;
    const found = observed.networks.find(({ Name }) => Name === name);
    if (!found) {
      const id = `create-network/${name}`;
      plan.operations.push({ type: "create-network", id, after: [], network, name, body, reason: "not there yet" });
      continue;
    }
    if (found.Labels?.[label.project] !== project) throw nameConflict("network", name, found.Labels?.[label.project]);
    const reasons = compareNetwork(wanted, found);
    if (reasons.length === 0) continue;
    const reason = reasons.join(", ");
    const members = membersOf(name, found.Id, observed);
    const blocked = members.filter((member) => mayReplace(member) !== "yes");
    if (blocked.length > 0) keepNetwork(plan, { name, reason, blocked, mayReplace });
    else {
      plan.replaced.add(name);
      const ids = members.map(({ container }) => container.Id);
      const id = `replace-network/${name}`;
      plan.operations.push({
        type: "replace-network",
        id,
        after: [],
        network,
        name,
        body,
        oldId: found.Id,
        members: ids,
        reason,
      });
    }
  }
  return plan;
}

function keepNetwork(
  plan: NetworkPlan,
  {
    name,
    reason,
    blocked,
    mayReplace,
  }: { name: string; reason: string; blocked: ServiceContainer[] } & Pick<PlanNetworksOptions, "mayReplace">,
): void {
  const namesOf = (members: readonly ServiceContainer[]) => [...new Set(members.map(({ service }) => service))];
  const held = namesOf(blocked.filter((member) => mayReplace(member) === "held"));
  plan.held.push(...held.map((service) => ({ service, reason: `network ${name}: ${reason}` })));
  const others = namesOf(blocked).filter((service) => !held.includes(service));
  if (others.length > 0) {
    plan.warnings.push(
      `The definition of network ${name} has changed (${reason}), but it stays as it is: ${others.join(", ")} would have to be replaced with it.`,
    );
  }
}

function membersOf(name: string, id: string, observed: Observed): ServiceContainer[] {
  return allContainers(observed).filter(({ container }) => {
    const endpoint = container.NetworkSettings.Networks[name];
    return endpoint !== undefined && (endpoint.NetworkID === "" || endpoint.NetworkID === id);
  });
}

/** With Gantry's label the definitions' hashes tell; what Compose made is compared in substance. */
function compareNetwork({ body, hash }: DesiredNetwork, found: NetworkInspect): string[] {
  const reasons = differences(body, found);
  const foundHash = found.Labels?.[label.hash];
  if (foundHash === undefined) return reasons;
  if (foundHash === hash) return [];
  return reasons.length > 0 ? reasons : ["definition changed"];
}

function differences(body: DesiredNetwork["body"], found: NetworkInspect): string[] {
  const reasons: string[] = [];
  if ((body.Driver ?? "bridge") !== found.Driver) reasons.push(`driver ${found.Driver} → ${body.Driver ?? "bridge"}`);
  if (Boolean(body.Internal) !== found.Internal) reasons.push(body.Internal ? "now internal" : "no longer internal");
  if (Boolean(body.Attachable) !== found.Attachable) reasons.push("attachable changed");
  if (body.EnableIPv6 !== undefined && body.EnableIPv6 !== found.EnableIPv6) reasons.push("enable_ipv6 changed");
  if (!same(userLabels(body.Labels), userLabels(found.Labels))) reasons.push("labels changed");
  const options = found.Options ?? {};
  if (Object.entries(body.Options ?? {}).some(([key, value]) => options[key] !== value))
    reasons.push("driver_opts changed");
  const pools = found.IPAM.Config ?? [];
  const kept = (body.IPAM?.Config ?? []).every((wanted) =>
    pools.some((pool) => Object.entries(wanted).every(([key, value]) => same(pool[key as keyof typeof pool], value))),
  );
  if (!kept) reasons.push("ipam changed");
  return reasons;
}
