import type { CallOptions, Engine } from "../engine/engine.ts";
import type { ContainerInspect, ContainerSummary, ImageInspect } from "../engine/types.ts";
import { unlessGone } from "../engine/unless-gone.ts";
import type { Desired } from "./desired.ts";
import { label } from "./labels.ts";
import type { Observed } from "./observed.ts";

/**
 * Looks at what the engine has of a project, and of what the stack needs beyond. The planner's only I/O: four lists side by side,
 * then an inspect for each container and image.
 */
export async function observe(
  engine: Engine,
  project: string,
  desired: Desired | undefined,
  options: CallOptions = {},
): Promise<Observed> {
  const time = Date.now();
  const wanted = Object.values(desired?.services ?? {}).map(({ image }) => image);
  const [summaries, networks, volumes, named] = await Promise.all([
    engine.containers.list({}, options),
    engine.networks.list({}, options),
    engine.volumes.list({}, options),
    inspectImages(engine, wanted, options),
  ]);
  const ours = summaries.filter(({ Labels }) => Labels[label.project] === project);
  const containers = (
    await Promise.all(ours.map(({ Id }) => unlessGone(engine.containers.inspect(Id, options))))
  ).filter((found) => found !== undefined);
  const known = new Set(Object.values(named).map(({ Id }) => Id));
  const others = containers.map(({ Image }) => Image).filter((id) => !known.has(id));
  const byId = await inspectImages(engine, others, options);
  const networkNames = namesOf(desired?.networks);
  const volumeNames = namesOf(desired?.volumes);
  return {
    time,
    engine: { apiVersion: engine.apiVersion ?? "" },
    containers,
    networks: networks.filter(({ Name, Labels }) => Labels?.[label.project] === project || networkNames.has(Name)),
    volumes: volumes.filter(({ Name, Labels }) => Labels?.[label.project] === project || volumeNames.has(Name)),
    images: { ...named, ...Object.fromEntries(Object.values(named).map((image) => [image.Id, image])), ...byId },
    foreign: foreignNames(summaries, containers, project),
  };
}

async function inspectImages(
  engine: Engine,
  references: readonly string[],
  options: CallOptions,
): Promise<Record<string, ImageInspect>> {
  const unique = [...new Set(references)].filter(Boolean);
  const found = await Promise.all(
    unique.map(async (reference) => [reference, await unlessGone(engine.images.inspect(reference, options))] as const),
  );
  return Object.fromEntries(found.flatMap(([reference, image]) => (image ? [[reference, image]] : [])));
}

function namesOf(resources: Readonly<Record<string, { name: string }>> = {}): Set<string> {
  return new Set(Object.values(resources).map(({ name }) => name));
}

/** Every other container's names: a name can be had only once on an engine. */
function foreignNames(
  summaries: readonly ContainerSummary[],
  containers: readonly ContainerInspect[],
  project: string,
): Observed["foreign"] {
  const own = new Set(containers.map(({ Id }) => Id));
  const foreign: Observed["foreign"] = {};
  for (const { Id, Names, Labels } of summaries) {
    if (own.has(Id) || Labels[label.project] === project) continue;
    const theirs = Labels[label.project];
    for (const name of Names) {
      foreign[name.replace(/^\//, "")] = { containerId: Id, ...(theirs !== undefined && { project: theirs }) };
    }
  }
  return foreign;
}
