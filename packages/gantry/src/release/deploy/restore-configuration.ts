import { manageProxies } from "../../proxy/manage-proxies.ts";
import { decodeBundle } from "../bundle/encode-bundle.ts";
import { openLedger } from "../ledger/open-ledger.ts";
import type { StateStore } from "../state/state-store.ts";
import type { OpenProxy } from "./proxies.ts";

/** Lets the proxies go by the configuration of an earlier release again. One that they go by already is not loaded twice. */
export async function restoreConfiguration(
  release: number | undefined,
  { state, proxies, signal }: { state: StateStore; proxies: readonly OpenProxy[]; signal: AbortSignal },
): Promise<void> {
  if (release === undefined || proxies.length === 0) return;
  const bundle = decodeBundle(await openLedger(state).readPayload(release));
  const { proxies: definitions } = manageProxies(bundle.stack, bundle.proxyFiles);
  for (const { definition, proxy } of proxies) {
    const earlier = definitions.find(({ service }) => service === definition.service);
    if (earlier) await proxy.loadConfiguration(earlier.files, { signal });
  }
}
