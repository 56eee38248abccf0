import type { Engine } from "../../engine/engine.ts";
import type { EngineEvent } from "../../engine/types.ts";

/** What an engine says of a container while it is waited for. */
export type ContainerNews = { type: "died"; exitCode: number } | { type: "healthy" } | { type: "unhealthy" };

export interface ContainerWatch {
  /** Calls `listener` with all news of a container, until the returned function is called. */
  listen(containerId: string, listener: (news: ContainerNews) => void): () => void;
}

/**
 * Follows the containers of a project through one stream of events, until the signal is aborted.
 * News only make waiting shorter: whoever waits also looks for himself, so a stream that breaks off loses nothing.
 */
export function watchContainers(engine: Engine, project: string, signal: AbortSignal): ContainerWatch {
  const listeners = new Map<string, Set<(news: ContainerNews) => void>>();
  const follow = async () => {
    const filters = {
      type: ["container"],
      event: ["die", "health_status"],
      label: [`com.docker.compose.project=${project}`],
    };
    for await (const event of engine.events({ filters, signal })) {
      const news = readNews(event);
      if (news) for (const listener of listeners.get(event.Actor.ID) ?? []) listener(news);
    }
  };
  follow().catch(() => {});
  return {
    listen: (containerId, listener) => {
      const known = listeners.get(containerId) ?? new Set();
      listeners.set(containerId, known.add(listener));
      return () => known.delete(listener);
    },
  };
}

function readNews({ Action: action, Actor: actor }: EngineEvent): ContainerNews | undefined {
  if (action === "die") return { type: "died", exitCode: Number(actor.Attributes["exitCode"] ?? 1) };
  if (action === "health_status: healthy") return { type: "healthy" };
  if (action === "health_status: unhealthy") return { type: "unhealthy" };
  return undefined;
}
