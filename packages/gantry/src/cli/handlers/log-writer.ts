import { jsonVersion } from "../json-version.ts";
import { measureWidth, padToWidth } from "../render/width.ts";
import type { Colors } from "../terminal.ts";
import { writeData } from "../write-data.ts";
import type { LogLine } from "./log-lines.ts";

/** Where a log line comes from. */
export interface LogSource {
  id: string;
  service: string;
  number: number;
  name: string;
}

export interface LogFormat {
  json: boolean;
  prefix: boolean;
  timestamps: boolean;
  colors: Colors;
}

/** Writes lines with the name of what wrote them in front, in a colour of its own. Waits when the reader is slow. */
export interface LogWriter {
  /** Makes the names line up. */
  addSources(sources: readonly LogSource[]): void;
  write(source: LogSource, line: LogLine): Promise<void>;
}

export function createLogWriter(stream: NodeJS.WritableStream, format: LogFormat, signal: AbortSignal): LogWriter {
  const services: string[] = [];
  let width = 0;
  const addSources = (sources: readonly LogSource[]) => {
    for (const source of sources) {
      if (!services.includes(source.service)) services.push(source.service);
      width = Math.max(width, measureWidth(titleOf(source)));
    }
  };
  return {
    addSources,
    write: async (source, line) => {
      const text = format.json ? toJson(source, line) : toText(source, line, format, { services, width });
      await writeData(stream, `${text}\n`, signal);
    },
  };
}

function toJson({ service, number, name }: LogSource, { time, stream, text }: LogLine): string {
  return JSON.stringify({ version: jsonVersion, type: "log", time, service, number, container: name, stream, text });
}

function toText(
  source: LogSource,
  { time, text }: LogLine,
  { prefix, timestamps, colors }: LogFormat,
  { services, width }: { services: readonly string[]; width: number },
): string {
  const body = timestamps ? `${time} ${text}` : text;
  if (!prefix) return body;
  const palette = [
    colors.cyan,
    colors.yellow,
    colors.green,
    colors.magenta,
    colors.blue,
    colors.cyanBright,
    colors.yellowBright,
  ];
  const paint = palette[services.indexOf(source.service) % palette.length] ?? colors.cyan;
  return `${paint(`${padToWidth(titleOf(source), width)} |`)} ${body}`;
}

/** As Compose names it: `web-1`. */
const titleOf = ({ service, number }: LogSource): string => `${service}-${number}`;
