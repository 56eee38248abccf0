/** The value of a JSON string, with or without its quotes; what is none stays as it is. */
export function unquoteJson(text: string): string {
  try {
    return String(JSON.parse(text.startsWith('"') ? text : `"${text}"`));
  } catch {
    return text.replace(/^"|"$/g, "");
  }
}
