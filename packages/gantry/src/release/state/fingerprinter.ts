import { createHmac, randomBytes } from "node:crypto";
import type { StateStore } from "./state-store.ts";

/** A keyed fingerprint of a secret: the same for the same value in the same stack, and of no use to guess it by. */
export type Fingerprinter = (name: string, value: string) => string;

const KEY = "fingerprint-key";

/** Makes the stack's key where there is none; whoever calls it holds the lock. */
export async function openFingerprinter(state: StateStore): Promise<Fingerprinter> {
  const known = await findFingerprinter(state);
  if (known !== undefined) return known;
  const key = randomBytes(32);
  await state.write(KEY, key);
  return createFingerprinter(key);
}

/** For those who only look: undefined where nothing was fingerprinted yet. */
export async function findFingerprinter(state: StateStore): Promise<Fingerprinter | undefined> {
  const key = await state.read(KEY);
  return key && createFingerprinter(key);
}

/** The name is part of it, so that two secrets with one value cannot be told from others. */
export function createFingerprinter(key: Uint8Array): Fingerprinter {
  return (name, value) =>
    createHmac("sha256", key).update(`${name.length} ${name}`).update(value).digest("hex").slice(0, 16);
}
