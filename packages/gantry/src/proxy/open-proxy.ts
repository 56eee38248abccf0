import type { Engine } from "../engine/engine.ts";
import { caddyKind } from "./caddy/caddy-kind.ts";
import { createProxy } from "./create-proxy.ts";
import { nginxKind } from "./nginx/nginx-kind.ts";
import type { ProxyDefinition } from "./proxy-definition.ts";
import type { RunningProxy } from "./running-proxy.ts";

export interface OpenProxyOptions {
  engine: Engine;
  /** The proxy's running container, whose volume `prepareProxy` has filled before it was started. */
  containerId: string;
  /** Ends every wait of the proxy's calls. */
  signal: AbortSignal;
}

/** A running proxy. Nothing is asked of it before the first call. */
export function openProxy(
  definition: ProxyDefinition,
  { engine, containerId, signal }: OpenProxyOptions,
): RunningProxy {
  const kind = definition.kind === "caddy" ? caddyKind(definition) : nginxKind(definition);
  return createProxy(definition, kind, { engine, id: containerId, signal });
}
