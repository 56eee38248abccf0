import type { Engine } from "../../engine/engine.ts";
import { label } from "../../plan/labels.ts";
import type { Bundle } from "../../release/bundle/bundle.ts";
import { decodeBundle } from "../../release/bundle/encode-bundle.ts";
import { openLedger } from "../../release/ledger/open-ledger.ts";
import { findState } from "../../release/state/open-state.ts";

export interface ServingRelease {
  id: number;
  bundle: Bundle;
}

/** The release that a deployed stack runs, with its images, its configuration and its secrets. Undefined: what runs was not deployed. */
export async function findServingRelease(
  engine: Engine,
  project: string,
  signal: AbortSignal,
): Promise<ServingRelease | undefined> {
  const labels = [`${label.project}=${project}`, label.release];
  const deployed = await engine.containers.list({ labels }, { signal });
  if (deployed.length === 0) return undefined;
  const state = await findState(engine, project, { signal });
  const ledger = state && openLedger(state);
  const current = await ledger?.current();
  if (!ledger || !current) return undefined;
  return { id: current.id, bundle: decodeBundle(await ledger.readPayload(current.id)) };
}
