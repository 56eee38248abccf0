/** What of a text may stand in a project's name: lower-case letters, digits, dashes and underscores, a letter or digit first. */
export function normaliseName(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9_-]/g, "")
    .replace(/^[_-]+/, "");
}
