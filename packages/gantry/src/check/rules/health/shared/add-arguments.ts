import type { Facts } from "../../../facts/facts.ts";
import type { HealthFacts, ProbeCommand } from "../../../facts/service/health-facts.ts";
import type { TextEdit } from "../../../finding.ts";
import { insertLines } from "../../../fix/edit.ts";

/** Puts words before the word at `index` of a probe, in the form in which the check is written: shell text, `[…]`, or a list with a line each. */
export function addArguments(
  facts: Facts,
  health: HealthFacts,
  { places }: ProbeCommand,
  index: number,
  words: readonly string[],
): TextEdit[] {
  const previous = places[index - 1];
  const source = previous && facts.repository.read(previous.file);
  if (!previous || !source) return [];
  if (health.shell) {
    const end = source.offsetAt({
      line: previous.endLine ?? previous.line,
      column: previous.endColumn ?? previous.column,
    });
    return [{ file: previous.file, start: end, end, text: ` ${words.join(" ")}` }];
  }
  const line = source.line(previous.line);
  const dash = /^\s*- /.exec(line)?.[0];
  if (dash !== undefined && dash.length === previous.column - 1) {
    return insertLines(
      facts,
      previous.file,
      previous.line + 1,
      words.map((word) => `${dash}${JSON.stringify(word)}`),
    );
  }
  const start = source.offsetAt(previous);
  const quoted = /"(?:[^"\\\n]|\\.)*"|'[^'\n]*'/y;
  quoted.lastIndex = start;
  const token = quoted.exec(source.text)?.[0];
  if (token === undefined) return [];
  const end = start + token.length;
  return [{ file: previous.file, start: end, end, text: words.map((word) => `, ${JSON.stringify(word)}`).join("") }];
}
