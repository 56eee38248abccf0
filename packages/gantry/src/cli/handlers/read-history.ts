import type { Engine } from "../../engine/engine.ts";
import { EngineError } from "../../engine/errors.ts";
import { isGone } from "../../engine/is-gone.ts";
import { type LogLine, readLogLines } from "./log-lines.ts";
import type { LogSource } from "./log-writer.ts";
import { mergeSorted } from "./merge-sorted.ts";

export interface LogRange {
  /** Unix seconds. */
  since: number | undefined;
  until: number | undefined;
  /** Lines from the end of each container. */
  tail: number | undefined;
}

export interface LogReading {
  engine: Engine;
  signal: AbortSignal;
  warn: (text: string) => void;
}

export interface SourceLine {
  source: LogSource;
  line: LogLine;
}

/** What containers have written so far, in the order in which they wrote it. */
export function readHistory(
  sources: readonly LogSource[],
  range: LogRange,
  reading: LogReading,
): AsyncGenerator<SourceLine> {
  return mergeSorted(
    sources.map((source) => readOne(source, range, reading)),
    (a, b) => (a.line.time < b.line.time ? -1 : a.line.time > b.line.time ? 1 : 0),
  );
}

async function* readOne(
  source: LogSource,
  { since, until, tail }: LogRange,
  { engine, signal, warn }: LogReading,
): AsyncGenerator<SourceLine> {
  const options = {
    signal,
    timestamps: true,
    ...(since === undefined ? {} : { since }),
    ...(until === undefined ? {} : { until }),
    ...(tail === undefined ? {} : { tail }),
  };
  try {
    for await (const line of readLogLines(engine.containers.logs(source.id, options))) yield { source, line };
  } catch (error) {
    passOverUnreadable(error, source, warn);
  }
}

/** One container that is gone meanwhile, or whose logging driver cannot be read, does not keep the others from being shown. */
export function passOverUnreadable(error: unknown, source: LogSource, warn: (text: string) => void): void {
  if (!(error instanceof EngineError)) throw error;
  if (!isGone(error)) warn(`${source.name}: its logs cannot be read: ${error.detail}`);
}
