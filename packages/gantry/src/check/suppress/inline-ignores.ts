import type { Finding } from "../finding.ts";
import type { Place } from "../place.ts";
import { type FileKind, fileKindOf } from "../repository/file-kind.ts";
import type { SourceText } from "../repository/source-text.ts";

/** A comment `gantry-ignore rule-id: reason`. */
export interface InlineIgnore {
  readonly rules: readonly string[];
  readonly reason: string;
  readonly at: Place;
  /** The lines that it is about, both inclusive. */
  readonly from: number;
  readonly to: number;
  /** It may be a text that shows one: nothing is told of it when it has no effect. */
  readonly shown: boolean;
}

const written =
  /(#|\/\/|<!--|;|\/\*)\s*gantry-ignore(?:[ \t]+([\w-]+(?:\s*,\s*[\w-]+)*))?(?:\s*:[ \t]*(.*?))?\s*(?:-->|\*\/)?\s*$/;

/** What begins a comment, where that is certain. Anything else may be a text that tells of ignores, as a test or a guide has them. */
const beginnings: Partial<Record<FileKind, readonly string[]>> = {
  "script-source": ["//", "/*"],
  "python-source": ["#"],
  markdown: ["<!--"],
};

/**
 * The ignores of a file. One at the end of a line is about that line; one on a line of its own about the next line and what belongs to it:
 * deeper lines, and those that it continues on.
 */
export function readIgnores(source: SourceText): InlineIgnore[] {
  if (!source.text.includes("gantry-ignore")) return [];
  const ignores: InlineIgnore[] = [];
  const own = beginnings[fileKindOf(source.path)];
  let fenced = false;
  for (let number = 1; number <= source.lineCount; number++) {
    const line = source.line(number);
    if (own?.includes("<!--") && /^\s*(```|~~~)/.test(line)) fenced = !fenced;
    const match = written.exec(line);
    if (!match) continue;
    const [, beginning = "", ids = "", reason = ""] = match;
    const start = source.offsetAt({ line: number, column: match.index + 1 });
    const at = source.placeOf(start, start + line.length - match.index);
    const rules = ids
      .split(",")
      .map((rule) => rule.trim())
      .filter(Boolean);
    const alone = line.slice(0, match.index).trim() === "";
    const [from, to] = alone ? targetOf(source, number) : [number, number];
    const shown = fenced || (own !== undefined && !own.includes(beginning));
    ignores.push({ rules, reason, at, from, to, shown });
  }
  return ignores;
}

function targetOf(source: SourceText, own: number): [number, number] {
  let from = own + 1;
  while (from < source.lineCount && isBlankOrComment(source.line(from))) from += 1;
  const indent = depthOf(source.line(from));
  // What is wrong with a file as a whole is told at its first line, which is the comment's then.
  let atTop = true;
  for (let number = 1; number < own; number++) atTop &&= isBlankOrComment(source.line(number));
  let to = from;
  for (let number = from + 1; number <= source.lineCount; number++) {
    const text = source.line(number);
    const goesOn = source.line(number - 1).endsWith("\\");
    if (text.trim() !== "" && depthOf(text) <= indent && !goesOn) break;
    to = number;
  }
  return [atTop ? 1 : own + 1, to];
}

const isBlankOrComment = (line: string): boolean => /^\s*(#|\/\/|<!--|$)/.test(line);

const depthOf = (line: string): number => /^\s*/.exec(line)?.[0].length ?? 0;

export interface IgnoredFindings {
  kept: Finding[];
  ignored: number;
}

/** Takes out what ignores are about, and adds findings about ignores themselves: without a reason, and about nothing. */
export function applyIgnores(
  findings: readonly Finding[],
  ignores: readonly InlineIgnore[],
  { known, ran }: { known: ReadonlySet<string>; ran: ReadonlySet<string> },
): IgnoredFindings {
  const used = new Set<InlineIgnore>();
  const valid = ignores.filter(({ rules, reason }) => rules.length > 0 && reason !== "");
  const kept = findings.filter((finding) => {
    const { file, line } = finding.at;
    const ignore = valid.find(
      (each) => each.at.file === file && line >= each.from && line <= each.to && each.rules.includes(finding.rule),
    );
    if (ignore) used.add(ignore);
    return !ignore;
  });
  const ignored = findings.length - kept.length;
  for (const ignore of ignores) {
    if (ignore.shown) continue;
    const unknown = ignore.rules.filter((rule) => !known.has(rule));
    const wrong = !valid.includes(ignore)
      ? "An ignore needs a rule and a reason; this one has no effect. Write it as gantry-ignore rule-id: reason."
      : unknown.length > 0
        ? `There is no rule ${unknown.map((rule) => `"${rule}"`).join(", ")} to ignore.`
        : !used.has(ignore) && ignore.rules.every((rule) => ran.has(rule))
          ? "Nothing is found here that this ignore is about. Take it out."
          : undefined;
    if (wrong) kept.push({ rule: "ignore", severity: "warn", at: ignore.at, message: wrong, related: [] });
  }
  return { kept, ignored };
}
