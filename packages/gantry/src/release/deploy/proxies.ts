import type { Engine } from "../../engine/engine.ts";
import { label } from "../../plan/labels.ts";
import { frontProject, frontService } from "../../proxy/front/front-names.ts";
import { openProxy } from "../../proxy/open-proxy.ts";
import type { ProxyDefinition, Targets } from "../../proxy/proxy-definition.ts";
import type { RunningProxy } from "../../proxy/running-proxy.ts";
import { type FrontLockOptions, underFrontLock } from "../front/under-front-lock.ts";

/** A proxy of the stack that runs, or the front that it shares with others. */
export interface OpenProxy {
  definition: ProxyDefinition;
  proxy: RunningProxy;
  containerId: string;
}

/** The stack's proxies that run on the engine. One that does not run has no requests to switch. */
export async function openProxies(
  definitions: readonly ProxyDefinition[],
  options: FrontLockOptions,
): Promise<OpenProxy[]> {
  const { engine, project, signal } = options;
  const own = definitions.filter(({ front }) => front === undefined);
  const shared = definitions.filter(({ front }) => front !== undefined);
  const [ofProject, ofFront] = await Promise.all([
    own.length > 0 ? listRunning(engine, project, signal) : [],
    shared.length > 0 ? listRunning(engine, frontProject, signal) : [],
  ]);
  const open = (definition: ProxyDefinition): OpenProxy[] => {
    const { front, service } = definition;
    const container = front
      ? ofFront.find((each) => each.service === frontService)
      : ofProject.find((each) => each.service === service);
    if (!container) return [];
    const place = { engine, containerId: container.id, signal };
    const proxy = front
      ? openProxy(definition, { ...place, front: { project, exclusively: underFrontLock(options) } })
      : openProxy(definition, place);
    return [{ definition, proxy, containerId: container.id }];
  };
  return [...own, ...shared].flatMap(open);
}

async function listRunning(
  engine: Engine,
  project: string,
  signal: AbortSignal,
): Promise<{ id: string; service: string | undefined }[]> {
  const labels = [`${label.project}=${project}`];
  const containers = await engine.containers.list({ labels, running: true }, { signal });
  return containers
    .filter(({ Labels }) => Labels[label.oneOff] !== "True")
    .map(({ Id, Labels }) => ({ id: Id, service: Labels[label.service] }));
}

/** Of the targets, those that a proxy manages, as it calls them. */
export function managedTargets({ upstreams, place }: ProxyDefinition, targets: Targets): Record<string, string> {
  const managed = new Set(upstreams.map(({ service }) => service));
  return Object.fromEntries(
    Object.entries(targets)
      .filter(([service]) => managed.has(service))
      .map(([service, target]) => [service, `${target}${place.domain}`]),
  );
}
