import type { Engine, ExecResult } from "../../engine/engine.ts";

/** The running container of a proxy, as it is reached. */
export interface ProxyContainer {
  engine: Engine;
  id: string;
  /** Of what the volume holds for one stack: absolute, in the container. */
  folder: string;
  /** Of the whole work; each call may have one more. */
  signal: AbortSignal;
}

/** How long one command in the container may take. */
const commandTimeout = 30_000;

/** Runs a command in the container, as root: what the proxy itself may not write, its configuration, is root's. */
export function runIn(
  { engine, id, signal }: Omit<ProxyContainer, "folder">,
  command: readonly string[],
  options: { maxOutput?: number } = {},
): Promise<ExecResult> {
  const limited = AbortSignal.any([signal, AbortSignal.timeout(commandTimeout)]);
  return engine.exec(id, { command, user: "0", signal: limited, ...options });
}

/** The same container with a call's own signal. */
export function withSignal(container: ProxyContainer, signal: AbortSignal | undefined): ProxyContainer {
  return signal ? { ...container, signal: AbortSignal.any([container.signal, signal]) } : container;
}
