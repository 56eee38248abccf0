import type { Stack } from "../../model/stack.ts";
import type { ProxyFiles } from "../../proxy/configuration/read-proxy-files.ts";

/**
 * All that a release is made of: enough to deploy it again when neither its sources nor its variables are there any more. Holds the values of
 * secrets, as the containers' own configuration does.
 */
export interface Bundle {
  /** Resolved, without anything to build: every image by the name that it has on the engine. */
  stack: Stack;
  /** Contents of configs and secrets, as `readFileSources` returns them. */
  fileContents: ReadonlyMap<string, Uint8Array>;
  /** The proxies' configuration as the team wrote it, as `readProxyFiles` returns it. */
  proxyFiles: ProxyFiles;
}
