import type { DependencyCondition } from "../../model/service.ts";
import type { Desired, DesiredService } from "../desired.ts";
import type { Observed } from "../observed.ts";
import type { Gate, Operation, StartingOperation } from "../operation.ts";
import type { PlanUpOptions } from "../plan.ts";
import { completeSpec } from "./complete-spec.ts";
import type { Decision } from "./decide-container.ts";
import { nameOfContainer } from "./find-containers.ts";

export interface AssembleOptions {
  desired: Desired;
  observed: Observed;
  options: PlanUpOptions;
  /** Operations on networks, volumes and images, by id. */
  ground: ReadonlyMap<string, Operation>;
  /** Removals of leftovers, by the replica that they are of. */
  removals: ReadonlyMap<Decision, readonly string[]>;
}

/** The operations that start containers, with what each waits for. */
export function assembleOperations(decisions: readonly Decision[], all: AssembleOptions): StartingOperation[] {
  const idsByService = new Map<string, string[]>();
  const planned = new Map<Decision, string>();
  for (const decision of decisions) {
    const id = operationId(decision);
    if (!id) continue;
    planned.set(decision, id);
    const { name } = decision.service;
    idsByService.set(name, [...(idsByService.get(name) ?? []), id]);
  }
  return [...planned].map(([decision, id]) => assemble(decision, id, idsByService, all));
}

const types = {
  create: "create-container",
  replace: "replace-container",
  start: "start-container",
  restart: "restart-container",
  await: "await-container",
} as const;

function operationId({ action, wanted }: Decision): string | undefined {
  return action.do === "keep" ? undefined : `${types[action.do]}/${wanted.name}`;
}

function assemble(
  decision: Decision,
  id: string,
  idsByService: ReadonlyMap<string, readonly string[]>,
  all: AssembleOptions,
): StartingOperation {
  const { service, wanted, action } = decision;
  const common = {
    id,
    reason: action.reason,
    service: service.name,
    number: wanted.number,
    after: all.removals.get(decision)?.slice() ?? [],
    gates: action.do === "await" ? [] : gatesFor(service, idsByService),
    ...(service.completes
      ? { until: "completed" as const, ...(service.timeout !== undefined && { timeLimit: service.timeout }) }
      : { until: "ready" as const }),
  };
  const { images } = all.observed;
  const keepVolumes = !all.options.renewAnonymousVolumes;
  switch (action.do) {
    case "create":
    case "replace": {
      const predecessor = action.do === "replace" ? action.found : undefined;
      const spec = completeSpec(wanted.spec, { image: images[service.image], predecessor, keepVolumes });
      const after = [...common.after, ...groundFor(service, all)];
      if (!predecessor || action.do === "create") {
        return { ...common, after, type: "create-container", name: wanted.name, spec };
      }
      const { successor, found, wasRunning } = action;
      return {
        ...common,
        after,
        type: "replace-container",
        name: wanted.name,
        old: { id: found.Id, name: nameOfContainer(found), running: wasRunning },
        ...(successor && { successor: { id: successor.Id, name: nameOfContainer(successor) } }),
        spec,
      };
    }
    case "start":
      return { ...common, type: "start-container", name: nameOfContainer(action.found), containerId: action.found.Id };
    case "restart":
      return {
        ...common,
        type: "restart-container",
        name: nameOfContainer(action.found),
        containerId: action.found.Id,
        ...(all.options.graceSeconds !== undefined && { graceSeconds: all.options.graceSeconds }),
      };
    case "await":
      return { ...common, type: "await-container", name: nameOfContainer(action.found), containerId: action.found.Id };
    case "keep":
      throw new Error(`Nothing is to be done about ${wanted.name}.`);
  }
}

/** Its networks, its volumes and its image, as far as this plan touches them. */
function groundFor(service: DesiredService, { desired, ground }: AssembleOptions): string[] {
  const networks = service.networks.map((key) => desired.networks[key]?.name);
  const volumes = service.volumes.map((key) => desired.volumes[key]?.name);
  return [
    ...networks.flatMap((name) => [`create-network/${name}`, `replace-network/${name}`]),
    ...volumes.map((name) => `create-volume/${name}`),
    `pull-image/${service.image}`,
    `build-image/${service.image}`,
  ].filter((id) => ground.has(id));
}

function gatesFor(service: DesiredService, idsByService: ReadonlyMap<string, readonly string[]>): Gate[] {
  const gates = (name: string, condition: DependencyCondition, required: boolean, before: Gate["before"]): Gate[] =>
    (idsByService.get(name) ?? []).map((operation) => ({ operation, service: name, condition, required, before }));
  const shared = service.shares.flatMap((name) => gates(name, "service_started", true, "create"));
  // Created only after the other was started, it needs not wait for that again.
  const waits = Object.entries(service.dependencies).filter(
    ([name, { condition }]) => condition !== "service_started" || !service.shares.includes(name),
  );
  return [...shared, ...waits.flatMap(([name, { condition, required }]) => gates(name, condition, required, "start"))];
}
