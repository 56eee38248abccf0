import { openFingerprinter } from "./fingerprinter.ts";
import type { StateStore } from "./state-store.ts";

/** Fingerprints of secrets by name, sorted; undefined where there are none. Needs the lock. */
export async function fingerprintSecrets(
  state: StateStore,
  secrets: ReadonlyMap<string, string> | undefined,
): Promise<Record<string, string> | undefined> {
  if (secrets === undefined || secrets.size === 0) return undefined;
  const fingerprint = await openFingerprinter(state);
  const entries = [...secrets].map(([name, value]) => [name, fingerprint(name, value)] as const);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}
