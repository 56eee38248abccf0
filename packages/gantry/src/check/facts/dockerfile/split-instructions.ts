/** An instruction of a Dockerfile: from its keyword to the end of its last line. */
export interface InstructionText {
  readonly start: number;
  readonly end: number;
}

export interface SplitDockerfile {
  readonly instructions: readonly InstructionText[];
  /** Where something begins that lines alone do not tell; undefined when all of the text was split. */
  readonly rest: number | undefined;
}

/** A line that goes on on the next one: it ends with one backslash. */
const goesOn = /(?:^|[^\\])\\[ \t]*$/;
const comment = /^[ \t]*#/;
const blank = /^[ \t]*$/;

/**
 * Splits a Dockerfile into its instructions: a line each, and those that it goes on on. Ends before a heredoc, an escape character of
 * one's own, and anything else that makes more of a line than this.
 */
export function splitInstructions(text: string): SplitDockerfile {
  const instructions: InstructionText[] = [];
  if (/[\r\uFEFF]/.test(text) || /^(?:[ \t]*#[^\n]*\n)*[ \t]*#[ \t]*escape[ \t]*=/i.test(text)) {
    return { instructions, rest: 0 };
  }
  let begun: number | undefined;
  for (let lineStart = 0; lineStart < text.length; ) {
    const newLine = text.indexOf("\n", lineStart);
    const lineEnd = newLine < 0 ? text.length : newLine;
    const line = text.slice(lineStart, lineEnd);
    const isSkipped = comment.test(line) || blank.test(line);
    const start: number = begun ?? lineStart + (/^[ \t]*/.exec(line)?.[0].length ?? 0);
    if (isSkipped) {
      if (begun !== undefined && line.includes("\\")) return { instructions, rest: begun };
    } else {
      if (line.includes("<<") || /\\\\[ \t]*$/.test(line) || /^[^ -~\t]/.test(text[start] ?? "")) {
        return { instructions, rest: start };
      }
      const continues = goesOn.test(line);
      if (!continues) instructions.push({ start, end: lineEnd });
      begun = continues ? start : undefined;
    }
    lineStart = lineEnd + 1;
  }
  return { instructions, rest: begun };
}
