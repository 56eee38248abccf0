import { setTimeout as sleep } from "node:timers/promises";
import type { Engine } from "../engine/engine.ts";
import { EngineError } from "../engine/errors.ts";
import { isGone } from "../engine/is-gone.ts";
import type { NetworkOperation } from "../plan/operation.ts";

/** How long the last containers may take to leave a network that is to be removed. Milliseconds. */
const patience = 10_000;
const step = 250;

export async function performNetwork(operation: NetworkOperation, engine: Engine, signal: AbortSignal): Promise<void> {
  switch (operation.type) {
    case "create-network":
      await engine.networks.create(operation.body, { signal });
      return;
    case "remove-network":
      return await removeNetwork(engine, operation.networkId, signal);
    case "replace-network": {
      await Promise.all(operation.members.map((member) => leaveNetwork(engine, operation.oldId, member, signal)));
      await removeNetwork(engine, operation.oldId, signal);
      await engine.networks.create(operation.body, { signal });
    }
  }
}

async function leaveNetwork(engine: Engine, network: string, container: string, signal: AbortSignal): Promise<void> {
  try {
    await engine.networks.disconnect(network, container, { force: true, signal });
  } catch (error) {
    if (!isGone(error) && !isRefused(error)) throw error;
  }
}

/** Removes a network, and waits for containers that are just leaving it. One that is gone is removed already. */
async function removeNetwork(engine: Engine, id: string, signal: AbortSignal): Promise<void> {
  const until = performance.now() + patience;
  for (;;) {
    try {
      return await engine.networks.remove(id, { signal });
    } catch (error) {
      if (isGone(error)) return;
      if (!isRefused(error) || performance.now() > until) throw error;
    }
    await nextDeparture(engine, id, signal);
  }
}

/** Resolves when a container leaves the network, and after a moment anyway: it may have left before we listened. */
async function nextDeparture(engine: Engine, network: string, signal: AbortSignal): Promise<void> {
  const done = new AbortController();
  const either = AbortSignal.any([signal, done.signal]);
  const heard = async () => {
    const filters = { type: ["network"], event: ["disconnect"], network: [network] };
    for await (const _ of engine.events({ filters, signal: either })) return;
  };
  try {
    await Promise.race([
      heard().catch(() => sleep(step, undefined, { signal: either })),
      sleep(step, undefined, { signal: either }),
    ]);
  } finally {
    done.abort();
  }
}

/** 403: the network still has members, or the container is no member. */
function isRefused(error: unknown): boolean {
  return error instanceof EngineError && error.status === 403;
}
