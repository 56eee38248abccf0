import type { Engine } from "../../engine/engine.ts";
import { label } from "../../plan/labels.ts";
import { ignoreStatus } from "./ignore-status.ts";
import { readLogLines } from "./log-lines.ts";
import type { LogSource, LogWriter } from "./log-writer.ts";
import { type LogReading, passOverUnreadable } from "./read-history.ts";

export interface FollowLogsOptions extends LogReading {
  project: string;
  /** Containers that there are already. */
  sources: readonly LogSource[];
  isWanted: (source: LogSource) => boolean;
  writer: LogWriter;
  /** By container: the time of the last line that was written. */
  seen: Map<string, string>;
  /** When the containers were listed; Unix seconds, as those below. */
  begun: number;
  since: number | undefined;
  until: number | undefined;
}

/**
 * Writes what containers write from now on, until the signal ends it. A container's stream ends when it stops; the engine's events
 * tell of those that start, anew or for the first time, so that a replaced container is followed by its successor.
 */
export async function followLogs(options: FollowLogsOptions): Promise<void> {
  const { signal, engine, project, sources, isWanted, writer, begun, until } = options;
  const following = new Map<string, Promise<void>>();
  const startedAgain = new Set<string>();
  let fail: (error: unknown) => void = () => undefined;
  const failed = new Promise<never>((_, reject) => {
    fail = reject;
  });
  const follow = (source: LogSource) => {
    if (following.has(source.id)) {
      startedAgain.add(source.id);
      return;
    }
    writer.addSources([source]);
    const done = followOne(source, options, () => startedAgain.delete(source.id)).finally(() =>
      following.delete(source.id),
    );
    done.catch(fail);
    following.set(source.id, done);
  };
  for (const source of sources) follow(source);
  const watch = async () => {
    const filters = { type: ["container"], event: ["start"], label: [`${label.project}=${project}`] };
    const window = { since: begun, ...(until === undefined ? {} : { until }) };
    for await (const { Actor } of engine.events({ signal, filters, ...window })) {
      const { name = Actor.ID, ...labels } = Actor.Attributes;
      const source = {
        id: Actor.ID,
        service: labels[label.service] ?? "",
        number: Number(labels[label.number] ?? 1),
        name,
      };
      if (isWanted(source)) follow(source);
    }
    await Promise.all(following.values());
  };
  await Promise.race([watch(), failed]);
}

async function followOne(
  source: LogSource,
  { signal, warn, engine, writer, seen, since, until }: FollowLogsOptions,
  hasStartedAgain: () => boolean,
): Promise<void> {
  do {
    const last = seen.get(source.id);
    // A number cannot hold nanoseconds: it asks for a little more, and what was written already is skipped.
    const from = last === undefined ? since : Math.floor(Date.parse(last)) / 1000;
    const range = { ...(from === undefined ? {} : { since: from }), ...(until === undefined ? {} : { until }) };
    const chunks = engine.containers.logs(source.id, { signal, follow: true, timestamps: true, ...range });
    try {
      for await (const line of readLogLines(chunks)) {
        if (last !== undefined && line.time <= last) continue;
        seen.set(source.id, line.time);
        await writer.write(source, line);
      }
    } catch (error) {
      passOverUnreadable(error, source, warn);
      return;
    }
  } while (hasStartedAgain() || (until === undefined && (await isRunning(engine, source.id, signal))));
}

async function isRunning(engine: Engine, id: string, signal: AbortSignal): Promise<boolean> {
  const container = await engine.containers.inspect(id, { signal }).catch(ignoreStatus(404));
  return container?.State.Running === true;
}
