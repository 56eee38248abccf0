/** A program as a shell command: words that the shell would change are quoted. */
export function shellWords(program: readonly string[]): string {
  return program.map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`)).join(" ");
}
