import { applyPlan } from "../../apply/apply-plan.ts";
import { isFetchingImage } from "../../apply/schedule/milestones.ts";
import type { ContainerInspect } from "../../engine/types.ts";
import type { DeployPlan } from "../../plan/deploy/plan-deploy.ts";
import type { Desired } from "../../plan/desired.ts";
import type { Plan } from "../../plan/plan.ts";
import { prepareProxy } from "../../proxy/prepare-proxy.ts";
import type { ProxyDefinition } from "../../proxy/proxy-definition.ts";
import { ensureFront } from "../front/ensure-front.ts";
import type { FrontOutlook } from "../front/look-at-front.ts";
import { withdrawFromFront } from "../front/withdraw-from-front.ts";
import type { JournalFacts } from "../journal/journal-entry.ts";
import type { ReleaseRecord } from "../ledger/release-record.ts";
import { findDoors } from "./ask-front-door.ts";
import { collectAssets } from "./collect-assets.ts";
import { type DeployContext, journalStep, tellStep } from "./deploy-context.ts";
import { drain } from "./drain.ts";
import { addressesOf, inspectAll } from "./find-containers.ts";
import { promote } from "./promote.ts";
import { managedTargets, type OpenProxy, openProxies } from "./proxies.ts";
import { retire } from "./retire.ts";
import { smokeFrontDoors, smokeNewVersion } from "./smoke-test.ts";
import { readSwitch, switchRequests } from "./switch-requests.ts";
import { watchRelease } from "./watch-release.ts";

export interface CarryOutOptions extends DeployContext {
  plan: DeployPlan;
  desired: Desired;
  definitions: readonly ProxyDefinition[];
  /** The front that the stack shares with others, if it does. */
  front: FrontOutlook | undefined;
  routes: Parameters<typeof findDoors>[0];
  /** It is a version that has served before: who goes back to it is in a hurry. */
  hasServed: boolean;
  /** The releases that will be kept beside this one, the newest first. */
  kept: readonly ReleaseRecord[];
}

const defaults = { watch: 10_000, drain: 30_000, drainStreams: 0 };

/** Which containers go and which come, for the journal. */
export function containerFacts({ rolls }: DeployPlan): JournalFacts["containers"] {
  return Object.fromEntries(rolls.map(({ service, old, next }) => [service, { old, new: next }]));
}

/**
 * Everything up to the proof that the new version serves. What fails until then is taken back by the caller: the old containers run all the
 * time.
 */
export async function proveRelease(options: CarryOutOptions): Promise<OpenProxy[]> {
  const { engine, project, plan, desired, definitions, front, settings, signal, emit, runHooks } = options;
  const { waitTimeout, lockWait } = settings;
  await journalStep(options, "start", { containers: containerFacts(plan) }, async () => {
    const toApply = (event: Parameters<NonNullable<Parameters<typeof applyPlan>[1]["emit"]>>[0]) => emit(event);
    // Its network has to be there before the containers that join it.
    if (front) await ensureFront(front, { emit, waitTimeout, lockWait, signal });
    const { images, rest } = splitImages(plan.start);
    if (images.operations.length > 0) await applyPlan(images, { engine, emit: toApply, signal });
    for (const definition of definitions.filter((each) => each.front === undefined)) {
      const { service } = definition;
      const made = plan.start.operations.some((operation) => "spec" in operation && operation.service === service);
      if (made) await prepareProxy(definition, desired, { engine, signal });
    }
    await applyPlan(rest, { engine, emit: toApply, signal, waitTimeout });
    await promote(plan.promotions, { engine, signal });
  });
  if (plan.start.operations.some((operation) => "until" in operation && operation.until === "completed")) {
    await runHooks("post_migrate");
  }
  const next = plan.rolls.flatMap((roll) => roll.next);
  const containers = await inspectAll(engine, next, { signal });
  await collectAssets(containers, options);
  const proxies = await openProxies(definitions, { engine, project, signal, lockWait });
  const outside = await withoutMaintenance(proxies, options);
  const [targets] = await Promise.all([readSwitch(proxies, plan, signal), smokeInside(outside, options)]);
  await journalStep(options, "switch", { targets }, () => switchRequests(proxies, targets, signal));
  await runHooks("post_switch");
  await journalStep(options, "watch", undefined, () => watch(containers, outside, options));
  return proxies;
}

/** Images come first: what is prepared before the containers start needs some of them. */
function splitImages(plan: Plan): { images: Plan; rest: Plan } {
  const images = plan.operations.filter(isFetchingImage);
  const ids = new Set(images.map(({ id }) => id));
  const rest = plan.operations
    .filter(({ id }) => !ids.has(id))
    .map((operation) => ({ ...operation, after: operation.after.filter((id) => !ids.has(id)) }));
  return { images: { ...plan, operations: images }, rest: { ...plan, operations: rest } };
}

/** The proxies through which the stack can be asked; none of them when there is to be no smoke request. */
async function withoutMaintenance(
  proxies: readonly OpenProxy[],
  { settings, signal }: CarryOutOptions,
): Promise<readonly OpenProxy[]> {
  if (settings.smoke === false) return [];
  const states = await Promise.all(proxies.map(({ proxy }) => proxy.isInMaintenance({ signal })));
  return states.some(Boolean) ? [] : proxies;
}

/** Asks what rolled before visitors do, each route by the name that its proxy will use. */
async function smokeInside(
  proxies: readonly OpenProxy[],
  { engine, plan, routes, hasServed, signal, emit }: CarryOutOptions,
): Promise<void> {
  if (hasServed) return;
  const doors = proxies.flatMap(({ definition, containerId }) =>
    plan.rolls.flatMap(({ service, alias, next }) => {
      const target = managedTargets(definition, { [service]: alias })[service];
      if (target === undefined) return [];
      const own = routes.filter((route) => route.service === service);
      return own.map((route) => ({ route, target, askers: [containerId, ...next.slice(0, 1)] }));
    }),
  );
  if (doors.length > 0) await tellStep(emit, "smoke", () => smokeNewVersion(engine, doors, signal));
}

async function watch(
  containers: readonly ContainerInspect[],
  proxies: readonly OpenProxy[],
  { engine, project, plan, routes, settings, signal, emit }: CarryOutOptions,
): Promise<void> {
  const services = new Set(plan.rolls.map(({ service }) => service));
  const own = routes.filter(({ service }) => services.has(service));
  const ids = proxies.map(({ containerId }) => containerId);
  const found = await inspectAll(engine, ids, { signal });
  const doors = found.flatMap(({ NetworkSettings }) => findDoors(own, NetworkSettings.Ports));
  await smokeFrontDoors(engine, doors, { certificates: false, signal });
  if (containers.length === 0) return;
  await watchRelease({ engine, project, containers, milliseconds: settings.watch ?? defaults.watch, signal });
  for (const message of await smokeFrontDoors(engine, doors, { certificates: true, signal })) {
    emit({ type: "warning", message });
  }
}

/** After the proof: the old containers end, once what they are answering is answered. Every step may be done again. */
export async function endOldVersion(
  options: Omit<DeployContext, "runHooks"> & {
    definitions: readonly ProxyDefinition[];
    proxies: readonly OpenProxy[];
    old: readonly string[];
  },
): Promise<void> {
  const { engine, project, definitions, proxies, old, settings, signal, emit } = options;
  const found = await inspectAll(engine, old, { signal });
  await journalStep(options, "drain", undefined, async () => {
    const { drain: requests = defaults.drain, drainStreams: streams = defaults.drainStreams } = settings;
    const limits = { requests, streams };
    const left = await drain({ proxies, addresses: found.flatMap(addressesOf), limits, signal });
    if (left.requests === 0) return;
    const were = left.requests === 1 ? "1 request was" : `${left.requests} requests were`;
    emit({ type: "warning", message: `${were} still under way on the old version when its time was over.` });
  });
  await journalStep(options, "stop", undefined, async () => {
    // The release before may have shared a front, and this one does not.
    if (definitions.every(({ front }) => front === undefined)) {
      await withdrawFromFront({ engine, project, signal, lockWait: settings.lockWait });
    }
    await retire(engine, found, signal);
  });
}
