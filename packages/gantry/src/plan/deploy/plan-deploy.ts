import type { Stack } from "../../model/stack.ts";
import { releaseAlias } from "../container-names.ts";
import { replicasOf, type Slots } from "../describe/context.ts";
import type { Desired } from "../desired.ts";
import { label } from "../labels.ts";
import type { Observed } from "../observed.ts";
import type { RemoveContainer, VolumeOperation } from "../operation.ts";
import type { Plan, PlanUpOptions } from "../plan.ts";
import { planUp } from "../plan-up.ts";
import { type ServiceContainer, serviceContainers } from "../up/find-containers.ts";
import { estimatePauses, type KnownStart, type Pause } from "./estimate-pauses.ts";
import { findChanges } from "./find-changes.ts";
import { holdBack } from "./hold-back.ts";
import { whyNotRolled } from "./is-rolled.ts";
import { planRetirement } from "./plan-retirement.ts";
import { freeNumbers, servingSlots } from "./slots.ts";
import type { Promotion } from "./withhold-names.ts";

export interface DeployInput {
  stack: Stack;
  /** Describes the stack with the containers that the services have, or get. */
  describe: (slots: Readonly<Record<string, Slots>>) => Desired;
  /** With every image that the stack needs: those that are still to be shipped, as they are where they were built. */
  observed: Observed;
  /** The number of the release that this deploy makes. */
  release: number;
  /** These services and nothing else. Default: all. */
  only?: readonly string[] | undefined;
  /** Services that run to their end, such as migrations, are left as they are. */
  skipCompleting?: boolean | undefined;
  /** They run again, also those that have run with this image and configuration. */
  rerunCompleting?: boolean | undefined;
  /** The longest time that each of them may take, in milliseconds; 0: no limit. Default: the service's own, else 10 minutes. */
  completionTimeout?: number | undefined;
  /** By service: the `completionKey` of what ran to its end last. It is not run again because its container is gone. Default: none is known. */
  completed?: Readonly<Record<string, string>> | undefined;
  /** Stateful services that may be replaced. */
  replace?: ReadonlySet<string> | undefined;
  /** What earlier releases have measured, by service, the newest first. Default: nothing. */
  starts?: Readonly<Record<string, readonly KnownStart[]>> | undefined;
}

/** A service whose new containers start beside the old ones. */
export interface Roll {
  service: string;
  reason: string;
  /** What the new containers, and only these, are called on the service's networks. */
  alias: string;
  /** Names of the new containers. */
  next: string[];
  /** Those that serve until then. */
  old: { id: string; name: string }[];
}

/** A deploy as data: what is started, what is switched, what is removed in the end. */
export interface DeployPlan {
  project: string;
  release: number;
  /** Everything before the switch: networks, volumes, services that are replaced in place, and the new containers beside the old. */
  start: Plan;
  rolls: Roll[];
  /** Containers that get their service's name when they are ready. */
  promotions: Promotion[];
  /** Containers of earlier releases of what rolled, and of services that the stack no longer has; then what only they used. */
  retire: (RemoveContainer | VolumeOperation)[];
  /** By service that this deploy changes: how long it is expected to be away. */
  pauses: Pause[];
  /** By rolled service, changed or not: the name that its requests go to after the switch. */
  targets: Record<string, string>;
}

/**
 * Plans a deploy. Pure. A service that holds no data and no port of the host rolls when anything about it changed: as many new containers as it
 * has replicas start beside those that serve, under numbers that are free. Everything else is planned as `up` does.
 *
 * @throws UserError As `planUp` does.
 */
export function planDeploy(input: DeployInput): DeployPlan {
  const { stack, describe, observed, release, only } = input;
  const rolled = Object.keys(stack.services).filter((name) => whyNotRolled(stack, name) === undefined);
  const live = serviceContainers(observed);
  const serving = servingSlots(rolled, live);
  const options: PlanUpOptions = { services: only, noDeps: only !== undefined, replace: input.replace, noBuild: true };
  const selected = only === undefined ? rolled : rolled.filter((service) => only.includes(service));
  const reasons = findChanges(selected, {
    plan: planUp(describe(serving), observed, options),
    ...{ stack, live, serving },
  });
  const slots: Record<string, Slots> = { ...serving };
  for (const service of reasons.keys()) {
    const taken = live.filter((each) => each.service === service).map(({ number }) => number);
    slots[service] = { release, numbers: freeNumbers(replicasOf(stack, service), taken) };
  }
  const leaving = live.filter(({ service }) => reasons.has(service));
  const desired = describe(slots);
  const rerun = input.rerunCompleting ? completing(desired) : undefined;
  const planned = planUp(desired, without(observed, leaving), { ...options, rerun });
  const asked = new Set(leaving.filter(({ container }) => container.State.Running).map(({ service }) => service));
  const { plan: start, promotions } = holdBack(planned, { ...input, asked });
  const gone = new Set(planned.orphans.map(({ containerId }) => containerId));
  const orphans = only === undefined ? live.filter(({ container }) => gone.has(container.Id)) : [];
  return {
    project: stack.name,
    release,
    start: { ...start, orphans: only === undefined ? [] : start.orphans },
    rolls: [...reasons].map(([service, reason]) => ({
      service,
      reason,
      alias: releaseAlias(service, release),
      next: start.operations.flatMap((each) =>
        each.type === "create-container" && each.service === service ? [each.name] : [],
      ),
      old: leaving
        .filter((each) => each.service === service)
        .map(({ name, container }) => ({ id: container.Id, name })),
    })),
    promotions,
    retire: planRetirement(observed, { leaving, orphans }),
    pauses: estimatePauses({ rolled: [...reasons.keys()], plan: start, observed, starts: input.starts ?? {} }),
    targets: Object.fromEntries(
      Object.entries(slots).map(([service, slot]) => [service, releaseAlias(service, slot.release)]),
    ),
  };
}

function completing({ services }: Desired): Set<string> {
  return new Set(Object.values(services).flatMap(({ name, completes }) => (completes ? [name] : [])));
}

/** Whether a deploy changes nothing. A container that is right, and not ready yet, is only waited for. */
export function isNothing({ start, retire }: DeployPlan): boolean {
  const waiting = start.operations.every((each) => each.type === "await-container" && each.until === "ready");
  return waiting && retire.length === 0;
}

/** What is there beside these containers and the files that only they use. */
function without(observed: Observed, leaving: readonly ServiceContainer[]): Observed {
  const ids = new Set(leaving.map(({ container }) => container.Id));
  const files = new Set(leaving.flatMap(({ container }) => container.Mounts.map(({ Name }) => Name)));
  return {
    ...observed,
    containers: observed.containers.filter(({ Id }) => !ids.has(Id)),
    volumes: observed.volumes.filter(({ Name, Labels }) => !files.has(Name) || Labels?.[label.files] === undefined),
  };
}
