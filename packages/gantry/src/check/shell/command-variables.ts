import type { SourceText } from "../repository/source-text.ts";
import { Snippet } from "./snippet.ts";

/** Variables of a script or Makefile that hold the beginning of a command: `COMPOSE = docker compose -f a.yaml -f b.yaml`. */
export type CommandVariables = ReadonlyMap<string, Snippet>;

/** `NAME = value` of make, goes on after a backslash. */
const makeDefinition =
  /^(?:(?:export|override)[ \t]+)*([A-Za-z_][\w.-]*)[ \t]*(?::{0,3}|\?)=[ \t]*((?:[^\n\\#]|\\\n|\\[^\n])*)/gm;

/** `NAME="value"`, and the list `NAME=(value)`. */
const shellDefinition =
  /^[ \t]*(?:(?:export|readonly|local|declare)[ \t]+(?:-\w+[ \t]+)*)?([A-Za-z_]\w*)=(?:"([^"\\`]*)"|'([^'\\]*)'|\(([^()\\`]*)\))[ \t]*(?:#.*)?$/gm;

export const makeCommandVariables = (source: SourceText): CommandVariables => readVariables(source, makeDefinition);

export const shellCommandVariables = (source: SourceText): CommandVariables => readVariables(source, shellDefinition);

/** Those that have one value in the file, which is a command of Docker's, perhaps by way of another of them. */
function readVariables(source: SourceText, definition: RegExp): CommandVariables {
  const written = new Map<string, Snippet | undefined>();
  if (!/docker/.test(source.text)) return new Map();
  for (const match of source.text.matchAll(definition)) {
    const [whole, name = "", ...values] = match;
    const value = values.find((each) => each !== undefined)?.trimEnd() ?? "";
    const start = match.index + whole.indexOf(value, name.length);
    written.set(name, written.has(name) ? undefined : Snippet.slice(source, start, start + value.length));
  }
  const commands = new Map<string, Snippet>();
  // Each turn follows one more step from name to name.
  for (let step = 0; step < 4; step++) {
    for (const [name, value] of written) {
      if (!value || commands.has(name)) continue;
      const expanded = expandCommands(value, commands);
      if (/^(?:sudo\s+)?docker(?:-compose)?(?=\s|$)/.test(expanded.text)) commands.set(name, expanded);
    }
  }
  return commands;
}

/** Where a command begins on a line: after an operator, a word of the shell's own, or an assignment. */
const beginning =
  /(?:^|[;&|({]|\b(?:then|do|else|if|exec|sudo|time)[ \t]|![ \t])[ \t]*[@+-]?(?:\w+=(?:"[^"]*"|[^\s"']*)[ \t]+)*$/;

const use = /("?)\$(?:\{([A-Za-z_]\w*)(?:\[@\])?\}|\(([A-Za-z_][\w.-]*)\)|([A-Za-z_]\w*))\1(?=[\s;]|$)/g;

/** Of a longer line nobody wants to know. */
const longestLine = 500;

/** The text with the variables in it where a command begins. What comes from a variable has its place at the variable's definition. */
export function expandCommands(snippet: Snippet, variables: CommandVariables): Snippet {
  if (variables.size === 0) return snippet;
  const parts: Snippet[] = [];
  let end = 0;
  const { text } = snippet;
  for (const { 0: whole, 2: braced, 3: bracketed, 4: bare, index } of text.matchAll(use)) {
    const value = variables.get(braced ?? bracketed ?? bare ?? "");
    const lineStart = text.lastIndexOf("\n", index - 1) + 1;
    if (!value || index - lineStart > longestLine || !beginning.test(text.slice(index === 0 ? 0 : lineStart, index)))
      continue;
    parts.push(snippet.part(end, index), value);
    end = index + whole.length;
  }
  return end === 0 ? snippet : Snippet.joined([...parts, snippet.part(end, text.length)], snippet.source);
}
