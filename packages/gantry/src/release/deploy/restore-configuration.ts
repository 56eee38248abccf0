import type { Engine } from "../../engine/engine.ts";
import { manageProxies } from "../../proxy/manage-proxies.ts";
import type { ProxyDefinition } from "../../proxy/proxy-definition.ts";
import { decodeBundle } from "../bundle/encode-bundle.ts";
import { withdrawFromFront } from "../front/withdraw-from-front.ts";
import { openLedger } from "../ledger/open-ledger.ts";
import type { StateStore } from "../state/state-store.ts";
import type { DeploySettings } from "./deploy-options.ts";
import type { OpenProxy } from "./proxies.ts";

export interface RestoreConfigurationOptions {
  engine: Engine;
  project: string;
  state: StateStore;
  settings: Pick<DeploySettings, "lockWait">;
  proxies: readonly OpenProxy[];
  signal: AbortSignal;
}

/**
 * Lets the proxies go by the configuration of an earlier release again. One that they go by already is not loaded twice. A front that had no routes
 * of the stack then has none afterwards.
 */
export async function restoreConfiguration(
  release: number | undefined,
  { engine, project, state, settings, proxies, signal }: RestoreConfigurationOptions,
): Promise<void> {
  if (proxies.length === 0) return;
  const definitions = release === undefined ? [] : await readDefinitions(release, state);
  for (const { definition, proxy } of proxies) {
    const isShared = definition.front !== undefined;
    const earlier = definitions.find(
      ({ service, front }) => service === definition.service && (front !== undefined) === isShared,
    );
    if (earlier) await proxy.loadConfiguration(earlier.files, { signal });
    else if (isShared) await withdrawFromFront({ engine, project, signal, lockWait: settings.lockWait });
  }
}

async function readDefinitions(release: number, state: StateStore): Promise<ProxyDefinition[]> {
  const bundle = decodeBundle(await openLedger(state).readPayload(release));
  return manageProxies(bundle.stack, bundle.proxyFiles).proxies;
}
