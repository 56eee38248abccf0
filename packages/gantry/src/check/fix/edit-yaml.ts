import type { Facts } from "../facts/facts.ts";
import type { TextEdit } from "../finding.ts";
import type { Place } from "../place.ts";
import type { SourceText } from "../repository/source-text.ts";
import { blockEnd, indentOf, insertLines, removeLines } from "./edit.ts";

/**
 * Adds an entry to the mapping whose key stands at `keyAt`: `addEntry(facts, service.at(), "init", "true")`. The value is YAML: one line, or
 * lines that are indented by two from the key. Empty when the mapping is an alias, or several lines have no room in `{…}`.
 */
export function addEntry(facts: Facts, keyAt: Place, key: string, value: string | readonly string[]): TextEdit[] {
  const source = facts.repository.read(keyAt.file);
  if (!source) return [];
  const lines = typeof value === "string" ? [`${key}: ${value}`] : [`${key}:`, ...value.map((line) => `  ${line}`)];
  return addToBlock(
    facts,
    source,
    keyAt,
    lines,
    typeof value === "string" ? `${key}: ${inFlow(value)}` : undefined,
    "{",
  );
}

/** Brackets and commas of a plain value, such as those of `${NAME}`, would end it inside of `{…}`. */
const inFlow = (value: string): string =>
  /[{}[\],]/.test(value) && !/^["'[{]/.test(value) ? JSON.stringify(value) : value;

/** Adds an item to the list whose key stands at `keyAt`. */
export function addItem(facts: Facts, keyAt: Place, item: string): TextEdit[] {
  const source = facts.repository.read(keyAt.file);
  return source ? addToBlock(facts, source, keyAt, [`- ${item}`], item, "[") : [];
}

function addToBlock(
  facts: Facts,
  source: SourceText,
  keyAt: Place,
  lines: readonly string[],
  flow: string | undefined,
  open: "{" | "[",
): TextEdit[] {
  const line = source.line(keyAt.line);
  const rest = /^[^:]*:\s*(.*)$/.exec(line.slice(keyAt.column - 1))?.[1] ?? "";
  const bare = rest
    .replace(/^&\S+\s*/, "")
    .replace(/(^|\s)#.*$/, "")
    .trim();
  if (bare.startsWith(open)) return flow === undefined ? [] : addToFlow(source, keyAt, flow, open);
  if (bare !== "") return [];
  const end = blockEnd(source, keyAt.line);
  const first = firstChild(source, keyAt.line, end);
  const indent = first === undefined ? indentOf(line) + 2 : indentOf(source.line(first));
  const isList = first !== undefined && source.line(first).trimStart().startsWith("- ");
  if (first !== undefined && isList !== (open === "[")) return [];
  return insertLines(
    facts,
    keyAt.file,
    end + 1,
    lines.map((each) => " ".repeat(indent) + each),
  );
}

function firstChild(source: SourceText, line: number, end: number): number | undefined {
  for (let number = line + 1; number <= end; number++) {
    const text = source.line(number).trim();
    if (text !== "" && !text.startsWith("#")) return number;
  }
  return undefined;
}

/** Before the closing bracket of `{…}` or `[…]`. */
function addToFlow(source: SourceText, keyAt: Place, entry: string, open: "{" | "["): TextEdit[] {
  const start = source.text.indexOf(open, source.offsetAt(keyAt));
  const close = matchingBracket(source.text, start);
  if (close === undefined) return [];
  const inside = source.text.slice(start + 1, close);
  const before = inside.trimEnd();
  const at = start + 1 + before.length;
  const separator = before.trim() === "" ? (open === "{" ? " " : "") : before.endsWith(",") ? " " : ", ";
  const padding = before.trim() === "" && open === "{" ? " " : "";
  return [{ file: source.path, start: at, end: before.trim() === "" ? close : at, text: separator + entry + padding }];
}

function matchingBracket(text: string, start: number): number | undefined {
  let depth = 0;
  const pattern = /"(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[[\]{}]/g;
  pattern.lastIndex = start;
  for (let match = pattern.exec(text); match; match = pattern.exec(text)) {
    if (match[0] === "{" || match[0] === "[") depth += 1;
    else if (match[0] === "}" || match[0] === "]") {
      depth -= 1;
      if (depth === 0) return match.index;
    }
  }
  return undefined;
}

/** Takes an entry out, its key standing at `keyAt`, or an item whose dash's value stands there. Empty where it shares its line with others. */
export function removeEntry(facts: Facts, keyAt: Place): TextEdit[] {
  const source = facts.repository.read(keyAt.file);
  if (!source) return [];
  const before = source.line(keyAt.line).slice(0, keyAt.column - 1);
  if (!/^\s*(- )?\s*$/.test(before)) return [];
  return removeLines(facts, keyAt.file, keyAt.line, blockEnd(source, keyAt.line));
}
