/** Characters from `start` to `end` give way to `text`. */
export interface TextEdit {
  start: number;
  end: number;
  text: string;
}

/** Everything outside of the edits stays as it is, byte for byte. They may touch, but not overlap. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  // A stable order: what is inserted at one place stays in the order in which it was asked for.
  const ordered = edits.map((edit, index) => ({ ...edit, index }));
  ordered.sort((a, b) => a.start - b.start || a.end - b.end || a.index - b.index);
  let at = 0;
  let result = "";
  for (const edit of ordered) {
    result += text.slice(at, edit.start) + edit.text;
    at = edit.end;
  }
  return result + text.slice(at);
}
