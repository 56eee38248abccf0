/** A shell command that writes a file of these lines, for BuildKit without heredocs. No line may be empty. */
export function writeFile(path: string, lines: readonly string[]): string {
  const words = lines.map((line) => `'${line.replaceAll("'", "'\\''")}'`);
  return ["printf '%s\\n'", ...words, `> ${path}`].join(" \\\n        ");
}
