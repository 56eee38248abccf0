const space = /[ \t\r\n]/;

/**
 * Splits a command into words by the rules that Docker Compose has for it: quotes and backslashes as in a shell, nothing is expanded,
 * `$(…)` and backquotes stay one word, and the command ends at an unquoted `;`, `&`, `|`, `<` or `>`.
 * Returns undefined when a quote has no end.
 */
export function splitShellWords(command: string): string[] | undefined {
  const words: string[] = [];
  let word: string | undefined;
  /** The quote that is open: its closing character. */
  let quote: string | undefined;
  for (let index = 0; index < command.length; index++) {
    const character = command[index] ?? "";
    if (character === "\\" && quote !== "'") {
      index += 1;
      if (index >= command.length) return undefined;
      word = (word ?? "") + command[index];
    } else if (quote !== undefined) {
      const ends = character === quote;
      if (!ends || kept.has(quote)) word = (word ?? "") + character;
      if (ends) quote = undefined;
    } else if (character === "'" || character === '"') {
      quote = character;
      word ??= "";
    } else if (character === "`" || (character === "(" && word?.endsWith("$"))) {
      quote = character === "(" ? ")" : "`";
      word = (word ?? "") + character;
    } else if (character === "(" || character === ")") {
      return undefined;
    } else if (space.test(character)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else if (";&|<>".includes(character)) {
      // `2>` is a redirection as a whole.
      if (character === ">" && /^\d/.test(word ?? "")) word = undefined;
      break;
    } else word = (word ?? "") + character;
  }
  if (quote !== undefined) return undefined;
  return word === undefined ? words : [...words, word];
}

/** Quotes that stay in the word. */
const kept = new Set(["`", ")"]);
