import { setTimeout as delay } from "node:timers/promises";
import { formatLines, readLastLines } from "../../apply/container/last-lines.ts";
import { watchContainers } from "../../apply/health/watch-containers.ts";
import type { Engine } from "../../engine/engine.ts";
import type { ContainerInspect } from "../../engine/types.ts";
import { UserError } from "../../model/error.ts";
import { label } from "../../plan/labels.ts";
import { inspectAll } from "./find-containers.ts";

export interface WatchReleaseOptions {
  engine: Engine;
  project: string;
  /** The new containers, as they were when requests began to go to them. */
  containers: readonly ContainerInspect[];
  /** How long to watch, in milliseconds. */
  milliseconds: number;
  signal: AbortSignal;
}

/** Looks again this often, in case the engine's events did not come through. Milliseconds. */
const interval = 2000;

/**
 * Watches a release that has just begun to serve.
 *
 * @throws UserError `unhealthy` or `container-exited` as soon as a container ends, restarts or becomes unhealthy, with its last lines.
 */
export async function watchRelease(options: WatchReleaseOptions): Promise<void> {
  const { engine, project, containers, milliseconds, signal } = options;
  const ended = new AbortController();
  const watching = AbortSignal.any([signal, ended.signal]);
  const until = performance.now() + milliseconds;
  let tellBad: (news: BadNews) => void = () => undefined;
  const bad = new Promise<never>((_, reject) => {
    tellBad = reject;
  });
  bad.catch(() => {});
  try {
    const watch = watchContainers(engine, project, watching);
    for (const { Id } of containers) {
      watch.listen(Id, ({ type }) => {
        if (type !== "healthy") tellBad(new BadNews());
      });
    }
    do {
      await assertWell(options);
      const rest = Math.min(interval, until - performance.now());
      if (rest > 0) await Promise.race([delay(rest, undefined, { signal: watching }), bad]);
    } while (performance.now() < until);
    await assertWell(options);
  } catch (error) {
    if (!(error instanceof BadNews)) throw error;
    await assertWell(options);
    throw new UserError("A container of the new version ended or became unhealthy after the switch.", {
      code: "unhealthy",
    });
  } finally {
    ended.abort();
  }
}

class BadNews extends Error {}

async function assertWell({ engine, containers, signal }: WatchReleaseOptions): Promise<void> {
  const now = await inspectAll(
    engine,
    containers.map(({ Id }) => Id),
    { signal },
  );
  for (const before of containers) {
    const after = now.find(({ Id }) => Id === before.Id);
    const trouble = whatIsWrong(before, after);
    if (trouble === undefined) continue;
    const service = before.Config.Labels?.[label.service] ?? before.Name.slice(1);
    const lines = await readLastLines(engine, before.Id);
    const detail = formatLines(`Last lines of ${before.Name.slice(1)}`, lines);
    throw new UserError(`${service} ${trouble.what} after requests were switched to it.`, {
      code: trouble.code,
      ...(detail === "" ? {} : { detail }),
    });
  }
}

function whatIsWrong(
  before: ContainerInspect,
  after: ContainerInspect | undefined,
): { what: string; code: "container-exited" | "unhealthy" } | undefined {
  if (!after) return { what: "was removed", code: "container-exited" };
  const { State, RestartCount } = after;
  if (RestartCount > before.RestartCount || State.Restarting) return { what: "crashed", code: "container-exited" };
  if (State.StartedAt !== before.State.StartedAt) return { what: "was restarted", code: "container-exited" };
  if (!State.Running) return { what: `ended with exit code ${State.ExitCode}`, code: "container-exited" };
  return State.Health?.Status === "unhealthy" ? { what: "became unhealthy", code: "unhealthy" } : undefined;
}
