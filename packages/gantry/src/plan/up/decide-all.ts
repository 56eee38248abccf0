import type { ContainerInspect } from "../../engine/types.ts";
import { compareContainer } from "../compare/compare-container.ts";
import type { CompareContext } from "../compare/compare-context.ts";
import { endpointsOf } from "../compare/compare-networks.ts";
import type { DesiredContainer, DesiredService } from "../desired.ts";
import { label } from "../labels.ts";
import type { Observed } from "../observed.ts";
import type { PlanUpOptions } from "../plan.ts";
import { type Decision, decideContainer } from "./decide-container.ts";
import { nameOfContainer, type ServiceContainer, wasStarted } from "./find-containers.ts";
import { resolveSlot, type Slot } from "./resolve-slot.ts";

export interface DecideAllOptions {
  project: string;
  observed: Observed;
  /** The project's own, without one-offs. */
  containers: readonly ServiceContainer[];
  /** Names of networks that this plan replaces. */
  replacedNetworks: ReadonlySet<string>;
  options: PlanUpOptions;
}

/** What is to be done about each container of the services, dependencies first, so that what happens to these is known. */
export function decideAll(services: readonly DesiredService[], all: DecideAllOptions): Decision[] {
  const base = compareBase(all);
  const decided = new Map<string, Decision[]>();
  for (const service of services) {
    const decisions = service.containers.map((wanted) => decideOne(service, wanted, { ...all, base, decided }));
    decided.set(service.name, decisions);
  }
  return [...decided.values()].flat();
}

interface DecideOneOptions extends DecideAllOptions {
  base: Pick<CompareContext, "networkIds" | "projectNetworks" | "containerIds">;
  decided: ReadonlyMap<string, readonly Decision[]>;
}

function decideOne(service: DesiredService, wanted: DesiredContainer, all: DecideOneOptions): Decision {
  const { observed, containers, base, options } = all;
  const compare = (container: ContainerInspect) =>
    compareContainer(wanted, container, {
      ...base,
      image: observed.images[service.image],
      ownImage: observed.images[container.Image],
    });
  const slot = resolveSlot(
    containers
      .filter((each) => each.service === service.name && each.number === wanted.number)
      .map(({ container }) => container),
    { name: wanted.name, completes: service.completes, matches: (container) => isWanted(wanted, container, compare) },
  );
  return decideContainer(service, wanted, slot, {
    recreate: options.recreate ?? "changed",
    protectedData: isProtected(service, slot.current, options),
    causes: [...networkCauses(wanted, all), ...shareCauses(service, slot, all), ...rerunCauses(service, slot, all)],
    restart: restartCause(service, slot, all),
    compare,
  });
}

function isWanted(
  wanted: DesiredContainer,
  container: ContainerInspect,
  compare: (container: ContainerInspect) => string[],
): boolean {
  return container.Config.Labels?.[label.hash] === wanted.hash && compare(container).length === 0;
}

/** Holds data, and was not named as one that may be replaced. */
export function isProtected(
  { name, stateful, dataStore }: DesiredService,
  found: ContainerInspect | undefined,
  { replace }: Pick<PlanUpOptions, "replace">,
): boolean {
  if (replace?.has(name)) return false;
  return stateful || (dataStore && (found?.Mounts ?? []).some(({ Type, RW }) => Type === "volume" && RW));
}

function compareBase({ project, observed, containers }: DecideAllOptions): DecideOneOptions["base"] {
  const own = observed.networks.filter(({ Labels }) => Labels?.[label.project] === project);
  return {
    networkIds: Object.fromEntries(observed.networks.map(({ Name, Id }) => [Name, Id])),
    projectNetworks: new Set(own.map(({ Name }) => Name)),
    containerIds: Object.fromEntries(
      containers.map(({ container }) => [nameOfContainer(container), container.Id] as const),
    ),
  };
}

function networkCauses({ spec }: DesiredContainer, { replacedNetworks }: DecideAllOptions): string[] {
  return [...endpointsOf(spec).keys()]
    .filter((name) => replacedNetworks.has(name))
    .map((name) => `network ${name} changed`);
}

/** A namespace or a volume is shared with a container: when that is made anew, those that share it must be too. */
function shareCauses({ shares }: DesiredService, { current }: Slot, all: DecideOneOptions): string[] {
  if (!current) return [];
  return shares.flatMap((name) => {
    if (isMadeAnew(all.decided.get(name))) return [`${name}, which it shares with, is replaced`];
    const newer = all.decided.has(name) && latestCreation(name, all) > Date.parse(current.Created);
    return newer ? [`${name}, which it shares with, was replaced`] : [];
  });
}

/** One that still runs, or failed, is not done with its first run. */
function rerunCauses({ name }: DesiredService, { current }: Slot, { options }: DecideAllOptions): string[] {
  if (!options.rerun?.has(name) || !current || !wasStarted(current)) return [];
  return current.State.Running || current.State.ExitCode !== 0 ? [] : ["asked for again"];
}

/** `restart: true` on a dependency, and that is or was made anew since this one started. */
function restartCause({ dependencies }: DesiredService, { current }: Slot, all: DecideOneOptions): string | undefined {
  if (!current || !wasStarted(current)) return undefined;
  for (const [name, { restart }] of Object.entries(dependencies)) {
    const decisions = all.decided.get(name);
    if (!restart || !decisions) continue;
    if (isMadeAnew(decisions)) return `${name} is replaced`;
    if (decisions.some(({ action }) => action.do === "restart")) return `${name} is restarted`;
    if (latestCreation(name, all) > Date.parse(current.State.StartedAt))
      return `${name} was replaced after it had started`;
  }
  return undefined;
}

function isMadeAnew(decisions: readonly Decision[] = []): boolean {
  return decisions.some(({ action }) => action.do === "create" || action.do === "replace");
}

/** Of the containers that count, not of what an interrupted run has left. */
function latestCreation(name: string, { decided }: DecideOneOptions): number {
  const created = (decided.get(name) ?? []).map(({ slot }) => Date.parse(slot.current?.Created ?? ""));
  return Math.max(...created.filter((time) => !Number.isNaN(time)), Number.NEGATIVE_INFINITY);
}
