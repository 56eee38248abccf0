import type { Engine } from "../engine/engine.ts";
import { caddyKind } from "./caddy/caddy-kind.ts";
import { createProxy } from "./create-proxy.ts";
import { frontKind } from "./front/front-kind.ts";
import { type Exclusively, loadFragment } from "./front/load-fragment.ts";
import { nginxKind } from "./nginx/nginx-kind.ts";
import type { ProxyDefinition } from "./proxy-definition.ts";
import type { RunningProxy } from "./running-proxy.ts";

export interface OpenProxyOptions {
  engine: Engine;
  /** The proxy's running container, whose volume `prepareProxy` has filled before it was started. */
  containerId: string;
  /** Ends every wait of the proxy's calls. */
  signal: AbortSignal;
  /** Of a front: the stack that it is opened for, and how to change its configuration while nobody else does. */
  front?: { project: string; exclusively: Exclusively };
}

/** A running proxy of a stack, or the front, as far as it concerns one. Nothing is asked of it before the first call. */
export function openProxy(
  definition: ProxyDefinition,
  { engine, containerId, signal, front }: OpenProxyOptions,
): RunningProxy {
  const container = { engine, id: containerId, folder: definition.place.folder, signal };
  if (front) {
    const load = loadFragment(front.project, front.exclusively);
    return createProxy(definition, frontKind(definition.service), { container, load });
  }
  const kind = definition.kind === "caddy" ? caddyKind(definition) : nginxKind(definition);
  return createProxy(definition, kind, { container });
}
