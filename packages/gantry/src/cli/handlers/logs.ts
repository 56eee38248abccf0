import type { Engine } from "../../engine/engine.ts";
import { EngineError } from "../../engine/errors.ts";
import type { ContainerSummary } from "../../engine/types.ts";
import { label } from "../../plan/labels.ts";
import type { Handler } from "../commands/definition.ts";
import type { logsOptions } from "../commands/logs.ts";
import type { Context } from "../context.ts";
import { usageError } from "../option-values.ts";
import { followLogs } from "./follow-logs.ts";
import { type LogLine, readLogLines } from "./log-lines.ts";
import { createLogWriter, type LogSource } from "./log-writer.ts";
import { mergeSorted } from "./merge-sorted.ts";
import { parseTime } from "./parse-time.ts";
import { openProject, requireKnown } from "./project.ts";

export const runLogs: Handler<typeof logsOptions> = async (context, { operands, options }) => {
  const { signal, terminal } = context;
  const range = {
    since: parseTime("--since", options.since, Date.now()),
    until: parseTime("--until", options.until, Date.now()),
    tail: parseTail(options.tail),
  };
  const { name, engine, loaded } = await openProject(context, operands);
  // The engine's own clock: that of this machine may differ.
  const begun = options.follow ? Date.parse((await engine.info({ signal })).SystemTime) / 1000 : 0;
  const containers = await engine.containers.list({ labels: [`${label.project}=${name}`] }, { signal });
  const known = [
    ...Object.keys(loaded?.stack.services ?? {}),
    ...containers.map(({ Labels }) => Labels[label.service] ?? ""),
  ];
  requireKnown(operands, new Set(known), name);
  const isWanted = (source: LogSource) =>
    (operands.length === 0 || operands.includes(source.service)) &&
    (options.index === undefined || source.number === options.index);
  const sources = containers
    .map(toSource)
    .filter(isWanted)
    .sort((a, b) => a.name.localeCompare(b.name));
  const writer = createLogWriter(terminal.stdout, {
    json: context.globals.json,
    prefix: options.prefix,
    timestamps: options.timestamps,
    colors: terminal.outColors,
  });
  writer.addSources(sources);
  const seen = new Map<string, string>();
  const histories = sources.map((source) => readHistory(context, engine, source, range));
  for await (const { source, line } of mergeSorted(histories, (a, b) =>
    a.line.time < b.line.time ? -1 : a.line.time > b.line.time ? 1 : 0,
  )) {
    seen.set(source.id, line.time);
    await writer.write(source, line);
  }
  if (options.follow) {
    // With a tail of 0 nothing was read; what is older than now is not wanted then.
    const since = range.tail === 0 ? begun : range.since;
    const { until } = range;
    const following = followLogs({
      context,
      engine,
      project: name,
      sources,
      isWanted,
      writer,
      seen,
      begun,
      since,
      until,
    });
    await following.catch((error: unknown) => {
      // Ctrl-C is how one leaves; nothing needs to be said.
      if (!signal.aborted) throw error;
    });
    if (signal.aborted) return 130;
  }
  return 0;
};

/** From the labels that every container of a project has. */
export function toSource({ Id, Names, Labels }: Pick<ContainerSummary, "Id" | "Names" | "Labels">): LogSource {
  return {
    id: Id,
    service: Labels[label.service] ?? "",
    number: Number(Labels[label.number] ?? 1),
    name: (Names[0] ?? Id).replace(/^\//, ""),
  };
}

interface LogRange {
  since: number | undefined;
  until: number | undefined;
  tail: number | undefined;
}

async function* readHistory(
  { signal, warn }: Context,
  engine: Engine,
  source: LogSource,
  { since, until, tail }: LogRange,
): AsyncGenerator<{ source: LogSource; line: LogLine }> {
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
    // Gone meanwhile, or its logging driver cannot be read; the others can.
    if (!(error instanceof EngineError)) throw error;
    if (error.status !== 404) warn(`${source.name}: its logs cannot be read: ${error.detail}`);
  }
}

function parseTail(text: string | undefined): number | undefined {
  if (text === undefined || text === "all") return undefined;
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw usageError("--tail", text, "is not a number of lines", 'Write a number, such as 100, or "all".');
}
