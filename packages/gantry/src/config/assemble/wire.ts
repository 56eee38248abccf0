import type { Dependency } from "../../model/service.ts";
import { isMapping } from "../options/checks.ts";
import type { DependencyWish, Draft, RawMapping } from "../service-definition.ts";

/** Which services each service uses, by key. */
export type Uses = ReadonlyMap<string, ReadonlySet<string>>;

/** The network of all that may reach the outside. */
const egressNetwork = "egress";

/**
 * A service's users are on its own network. Its name on the way out, where they may be too, would lead them to containers that do not have it
 * there yet.
 */
const wayOut = { "x-gantry": { names: false } };

export interface Wiring {
  /** Top-level networks. */
  networks: RawMapping;
  /** By service: the networks that it joins. */
  joins: Map<string, string[]>;
  /** By service: what it waits for. */
  dependencies: Map<string, Record<string, Dependency>>;
}

/**
 * What follows from who uses whom. A service that is used has a network without a way out, named after it, which it and its users
 * join and nobody else; who may call out joins `egress`; users wait until what they use is healthy.
 */
export function wire(drafts: ReadonlyMap<string, Draft>, uses: Uses): Wiring {
  const used = new Set([...uses.values()].flatMap((targets) => [...targets]));
  const joins = new Map<string, string[]>();
  for (const [key, draft] of drafts) {
    const own = used.has(key) || !draft.egress ? [key] : [];
    const wired = [...own, ...(uses.get(key) ?? [])];
    joins.set(key, draft.asWritten ? besideWritten(draft, wired) : draft.egress ? [...wired, egressNetwork] : wired);
  }
  const names = [...new Set([...joins.values()].flat())];
  const networks = Object.fromEntries(
    names.map((name) => [name, name === egressNetwork ? wayOut : name === "default" ? {} : { internal: true }]),
  );
  const dependencies = new Map([...drafts].map(([key, draft]) => [key, waitsFor(draft, uses.get(key) ?? [], drafts)]));
  return { networks, joins, dependencies };
}

/** Compose's own network is joined by whoever names none: one that is wired has to be told. */
function besideWritten({ compose, layers = [] }: Draft, wired: readonly string[]): string[] {
  const named = [compose, ...layers].some((layer) => layer?.["networks"] !== undefined);
  return wired.length > 0 && !named ? [...wired, "default"] : [...wired];
}

function waitsFor(
  draft: Draft,
  targets: Iterable<string>,
  drafts: ReadonlyMap<string, Draft>,
): Record<string, Dependency> {
  const wishes: Record<string, DependencyWish> = {};
  for (const target of targets) wishes[target] = hasHealthCheck(drafts.get(target)) ? "healthy" : "started";
  Object.assign(wishes, draft.dependsOn);
  return Object.fromEntries(
    Object.entries(wishes).flatMap(([target, wish]) => (wish === false ? [] : [[target, dependency(wish)]])),
  );
}

const conditions = {
  started: "service_started",
  healthy: "service_healthy",
  completed: "service_completed_successfully",
} as const;

function dependency(wish: Exclude<DependencyWish, false>): Dependency {
  return { condition: conditions[wish], required: true };
}

/** An image's own check is not known here: whoever wants to wait for it says so with `dependsOn`. */
function hasHealthCheck(draft: Draft | undefined): boolean {
  const checks = [draft?.service["healthcheck"], draft?.compose?.["healthcheck"]].filter(isMapping);
  return checks.length > 0 && !checks.some((check) => check["disable"] === true);
}
