/** A small repository in a text, and what a rule must find in it. */
export interface RuleCase {
  readonly title: string;
  /** `file:line rule-id`, or `file:line rule-id severity`; empty for a near miss. */
  readonly expected: readonly string[];
  readonly files: ReadonlyMap<string, string>;
  /** The files after `--fix`, where a case says so. */
  readonly fixed: ReadonlyMap<string, string>;
  /** `-e`. */
  readonly environment: string | undefined;
}

/**
 * Reads `.cases`: `== title ==`, then `expect: file:line` lines or `expect: none`, then files as `-- path --`, and what `--fix` makes of them
 * as `-- path fixed --`. Lines with `#` before the first file are comments.
 */
export function parseRuleCases(rule: string, text: string): RuleCase[] {
  return text
    .split(/^== /m)
    .slice(1)
    .map((chunk) => parseCase(rule, chunk));
}

function parseCase(rule: string, chunk: string): RuleCase {
  const end = chunk.indexOf("\n");
  const title = chunk.slice(0, end).replace(/ ==\s*$/, "");
  const [head = "", ...sections] = chunk.slice(end + 1).split(/^-- (?=.* --$)/m);
  const files = new Map<string, string>();
  const fixed = new Map<string, string>();
  for (const section of sections) {
    const lineEnd = section.indexOf("\n");
    const [path = "", mark] = section
      .slice(0, lineEnd)
      .replace(/ --$/, "")
      .split(/ (?=fixed$)/);
    // The blank line before the next title is not the file's.
    const content = `${section.slice(lineEnd + 1).trimEnd()}\n`;
    (mark === "fixed" ? fixed : files).set(path, content);
  }
  const expected: string[] = [];
  let environment: string | undefined;
  let said = false;
  for (const line of head.split("\n")) {
    if (line.trim() === "" || line.startsWith("#")) continue;
    const [name, value = ""] = line.split(/: (.*)/s);
    if (name === "env") environment = value;
    else if (name !== "expect") throw new Error(`${rule}: ${title}: no such header: ${line}`);
    else said = true;
    if (name === "expect" && value !== "none") {
      const [place = "", severity] = value.trim().split(/\s+/);
      expected.push(severity === undefined ? place : `${place} ${severity}`);
    }
  }
  if (!said) throw new Error(`${rule}: ${title}: what is expected is missing`);
  return { title, expected, files, fixed, environment };
}
