import { stripVTControlCharacters } from "node:util";
import stringWidth from "string-width";

/** The columns that a text takes: colours count nothing, wide characters two. */
export const measureWidth = (text: string): number => stringWidth(text);

/** Fills up with spaces to a width. */
export function padToWidth(text: string, width: number): string {
  return text + " ".repeat(Math.max(0, width - measureWidth(text)));
}

const graphemes = new Intl.Segmenter();
const colorCode = /\p{Cc}\[[\d;?]*[A-Za-z]/uy;

/** Cuts a text to a width, with `…` at its end when something is missing. Colours are kept, and closed. */
export function truncateToWidth(text: string, width: number): string {
  if (measureWidth(text) <= width) return text;
  if (width <= 0) return "";
  let out = "";
  let used = 0;
  let colored = false;
  let index = 0;
  while (index < text.length) {
    colorCode.lastIndex = index;
    const code = colorCode.exec(text);
    if (code) {
      out += code[0];
      colored = true;
      index += code[0].length;
      continue;
    }
    const character =
      graphemes
        .segment(text.slice(index, index + 64))
        [Symbol.iterator]()
        .next().value?.segment ?? "";
    const columns = measureWidth(character);
    if (used + columns > width - 1) break;
    out += character;
    used += columns;
    index += character.length;
  }
  return `${out}…${colored ? "\u001b[0m" : ""}`;
}

/** Makes a foreign text fit to stand on one line: no escapes, no line breaks, no control characters. */
export function toOneLine(text: string): string {
  return stripVTControlCharacters(text)
    .replace(/\p{Cc}+/gu, " ")
    .trim();
}
