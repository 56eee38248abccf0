import type { Found, TemplateVariable } from "../findings.ts";
import type { SourceFile } from "./source-file.ts";

/** Where sources say which port they listen on, the surest first. */
const patterns = [
  /env(?:\.PORT|\[["'`]PORT["'`]\])\s*\)?\s*(?:\|\||\?\?)\s*["'`]?(\d{2,5})/,
  /(?:environ\.get|getenv|get)\(\s*["'`]PORT["'`]\s*,\s*["'`]?(\d{2,5})/,
  /\.listen\(\s*(\d{2,5})\b/,
  /\.listen\(\s*\{[^}]*port\s*:\s*(\d{2,5})\b/,
  /\bport\s*[:=]\s*(\d{4,5})\b/i,
];

/** The port that an application listens on: by its env template, its scripts, its sources. */
export function findPort(
  variables: readonly TemplateVariable[],
  scripts: Found<readonly string[]>,
  sources: readonly SourceFile[],
): Found<number> | undefined {
  const variable = variables.find(({ name, value }) => name === "PORT" && /^\d+$/.test(value));
  if (variable) return { value: Number(variable.value), from: variable.from };
  const option = scripts.value.map((script) => /(?:-p|--port)[ =](\d{2,5})\b/.exec(script)?.[1]).find((port) => port);
  if (option !== undefined) return { value: Number(option), from: scripts.from };
  for (const pattern of patterns) {
    for (const { path, text } of sources) {
      const port = pattern.exec(text)?.[1];
      if (port !== undefined) return { value: Number(port), from: path };
    }
  }
  return undefined;
}
