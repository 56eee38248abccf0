import { type Cursor, giveUp } from "./cursor.ts";

const header = /[|>]-?(?=[ \n])/y;

/** The text after `|` or `>`, whose lines stand deeper than `indent`. The cursor is at the next content then. */
export function readBlockText(cursor: Cursor, indent: number): string {
  header.lastIndex = cursor.at;
  const style = header.exec(cursor.text)?.[0] ?? giveUp();
  cursor.at += style.length;
  cursor.skipSpaces();
  if (!cursor.isLineDone()) giveUp();
  const first = cursor.text.indexOf("\n", cursor.at) + 1;
  if (first === 0) giveUp();
  const lines = takeLines(cursor, first, indent);
  const text = style.startsWith("|") ? lines.join("\n") : fold(lines);
  return style.endsWith("-") ? text : `${text}\n`;
}

/** The lines without their indentation, and without the blank ones at the end. */
function takeLines(cursor: Cursor, first: number, indent: number): string[] {
  const { text } = cursor;
  const lines: string[] = [];
  let start = first;
  let count = 1;
  let own = -1;
  while (start < text.length) {
    const newLine = text.indexOf("\n", start);
    const end = newLine < 0 ? text.length : newLine;
    let content = start;
    while (content < end && text.charCodeAt(content) === 32) content += 1;
    const depth = content - start;
    if (content === end) {
      // Spaces that are deeper than the text belong to it.
      if (own < 0 || depth > own) giveUp();
      lines.push("");
    } else {
      if (own < 0) own = depth;
      if (own <= indent) giveUp();
      if (depth < own) break;
      lines.push(text.slice(start + own, end));
    }
    start = newLine < 0 ? text.length : newLine + 1;
    count += 1;
  }
  while (lines.at(-1) === "") lines.pop();
  if (lines.length === 0) giveUp();
  cursor.goTo(start, count);
  cursor.nextContent();
  return lines;
}

/** A line's end is a space, and each blank line an end of line. */
function fold(lines: readonly string[]): string {
  let text = "";
  let blank = 0;
  for (const [index, line] of lines.entries()) {
    if (line.startsWith(" ")) giveUp();
    if (line === "") blank += 1;
    else {
      if (index > 0) text += blank === 0 ? " " : "\n".repeat(blank);
      text += line;
      blank = 0;
    }
  }
  return text;
}
