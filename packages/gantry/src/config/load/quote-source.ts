/**
 * A line of source with a mark below the column:
 *
 *     12 | const db = postgress();
 *        |            ^
 */
export function quoteSource(text: string, line: number, column: number): string {
  const number = String(line);
  // Tabs stay tabs, so that the mark stands below its character however wide they are shown.
  const indent = text.slice(0, column - 1).replaceAll(/[^\t]/g, " ");
  return `${number} | ${text.trimEnd()}\n${" ".repeat(number.length)} | ${indent}^`;
}
