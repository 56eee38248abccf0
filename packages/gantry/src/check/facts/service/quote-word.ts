/** A word as a shell reads it back. Variables stay variables. */
export const quoteWord = (word: string): string =>
  /^[\w@%+=:,./$!*?-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
