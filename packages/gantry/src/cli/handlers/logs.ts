import type { ContainerSummary } from "../../engine/types.ts";
import { label } from "../../plan/labels.ts";
import type { Handler } from "../commands/definition.ts";
import type { logsOptions } from "../commands/logs.ts";
import { usageError } from "../option-values.ts";
import { followLogs } from "./follow-logs.ts";
import { createLogWriter, type LogSource } from "./log-writer.ts";
import { parseTime } from "./parse-time.ts";
import { openProject, requireKnown } from "./project.ts";
import { type LogRange, readHistory } from "./read-history.ts";

export const runLogs: Handler<typeof logsOptions> = async (context, { operands, options }) => {
  const { globals, terminal, warn } = context;
  const signal = AbortSignal.any([context.signal, terminal.readerGone]);
  const range: LogRange = {
    since: parseTime("--since", options.since, Date.now()),
    until: parseTime("--until", options.until, Date.now()),
    tail: parseTail(options.tail),
  };
  const { name, engine, loaded } = await openProject(context, operands);
  // The engine's own clock: that of this machine may differ.
  const begun = options.follow ? Date.parse((await engine.info({ signal })).SystemTime) / 1000 : 0;
  const found = (await engine.containers.list({ labels: [`${label.project}=${name}`] }, { signal })).map(toSource);
  requireKnown(
    operands,
    new Set([...Object.keys(loaded?.stack.services ?? {}), ...found.map(({ service }) => service)]),
    name,
  );
  const isWanted = ({ service, number }: LogSource) =>
    (operands.length === 0 || operands.includes(service)) && (options.index === undefined || number === options.index);
  const sources = found.filter(isWanted).sort((a, b) => a.name.localeCompare(b.name));
  const { prefix, timestamps } = options;
  const format = { json: globals.json, prefix, timestamps, colors: terminal.outColors };
  const writer = createLogWriter(terminal.stdout, format, signal);
  writer.addSources(sources);
  const seen = new Map<string, string>();
  for await (const { source, line } of readHistory(sources, range, { engine, signal, warn })) {
    seen.set(source.id, line.time);
    await writer.write(source, line);
  }
  if (!options.follow) return 0;
  // With a tail of 0 nothing was read; what is older than now is not wanted then.
  const since = range.tail === 0 ? begun : range.since;
  const { until } = range;
  const reading = { engine, signal, warn };
  await followLogs({ ...reading, project: name, sources, isWanted, writer, seen, begun, since, until }).catch(
    (error: unknown) => {
      // Ctrl-C is how one leaves; nothing needs to be said.
      if (!context.signal.aborted) throw error;
    },
  );
  return context.signal.aborted ? 130 : 0;
};

/** From the labels that every container of a project has. */
function toSource({ Id, Names, Labels }: ContainerSummary): LogSource {
  return {
    id: Id,
    service: Labels[label.service] ?? "",
    number: Number(Labels[label.number] ?? 1),
    name: (Names[0] ?? Id).replace(/^\//, ""),
  };
}

function parseTail(text: string | undefined): number | undefined {
  if (text === undefined || text === "all") return undefined;
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw usageError("--tail", text, "is not a number of lines", 'Write a number, such as 100, or "all".');
}
