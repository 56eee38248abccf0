import type { DeployPlan } from "../../plan/deploy/plan-deploy.ts";
import type { JournalFacts } from "../journal/journal-entry.ts";
import { managedTargets, type OpenProxy } from "./proxies.ts";

/** By the proxy's service: where requests go, and where they are to go. */
export type TargetFacts = JournalFacts["targets"];

/** What has to be switched, written down before it is. */
export async function readSwitch(
  proxies: readonly OpenProxy[],
  { targets }: Pick<DeployPlan, "targets">,
  signal: AbortSignal,
): Promise<TargetFacts> {
  const facts: TargetFacts = {};
  for (const { definition, proxy } of proxies) {
    const now = await proxy.readTargets({ signal });
    const after = managedTargets(definition, targets);
    const changed = Object.keys(after).filter((service) => now[service] !== after[service]);
    if (changed.length === 0) continue;
    const pick = (from: Readonly<Record<string, string>>) =>
      Object.fromEntries(changed.map((service) => [service, from[service] ?? service]));
    facts[definition.service] = { before: pick(now), after: pick(after) };
  }
  return facts;
}

/**
 * Sends requests to where the facts say, and then loads the proxies' configuration where it changed: its routes find their targets
 * then.
 *
 * @returns the proxies whose configuration was changed
 */
export async function switchRequests(
  proxies: readonly OpenProxy[],
  facts: TargetFacts,
  signal: AbortSignal,
): Promise<void> {
  for (const { definition, proxy } of proxies) {
    const after = facts[definition.service]?.after;
    if (after) await proxy.switchTargets(after, { signal });
  }
  for (const { definition, proxy } of proxies) await proxy.loadConfiguration(definition.files, { signal });
}
