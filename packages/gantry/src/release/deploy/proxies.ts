import type { Engine } from "../../engine/engine.ts";
import { label } from "../../plan/labels.ts";
import { openProxy } from "../../proxy/open-proxy.ts";
import type { ProxyDefinition, Targets } from "../../proxy/proxy-definition.ts";
import type { RunningProxy } from "../../proxy/running-proxy.ts";

/** A proxy of the stack that runs. */
export interface OpenProxy {
  definition: ProxyDefinition;
  proxy: RunningProxy;
}

/** The stack's proxies that run on the engine. One that does not run has no requests to switch. */
export async function openProxies(
  definitions: readonly ProxyDefinition[],
  { engine, project, signal }: { engine: Engine; project: string; signal: AbortSignal },
): Promise<OpenProxy[]> {
  if (definitions.length === 0) return [];
  const containers = await engine.containers.list(
    { labels: [`${label.project}=${project}`], running: true },
    { signal },
  );
  return definitions.flatMap((definition) => {
    const container = containers.find(
      ({ Labels }) => Labels[label.service] === definition.service && Labels[label.oneOff] !== "True",
    );
    return container
      ? [{ definition, proxy: openProxy(definition, { engine, containerId: container.Id, signal }) }]
      : [];
  });
}

/** Of the targets, those that a proxy manages. */
export function managedTargets({ upstreams }: ProxyDefinition, targets: Targets): Record<string, string> {
  const managed = new Set(upstreams.map(({ service }) => service));
  return Object.fromEntries(Object.entries(targets).filter(([service]) => managed.has(service)));
}
