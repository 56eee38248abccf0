import { canonicalHash } from "../../plan/canonical-hash.ts";
import type { ProxyFile } from "../proxy-definition.ts";

/** Tells one configuration from another, to say in the volume which one the proxy has loaded. */
export function fingerprintFiles(files: readonly ProxyFile[]): string {
  return canonicalHash(files.map(({ path, content }) => ({ path, content })));
}
