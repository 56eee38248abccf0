/** A piece of a config's source, before it is laid out. */
export type Expression =
  | { type: "literal"; value: string | number | boolean | null }
  /** As it stands: `db.url`. */
  | { type: "code"; text: string }
  | { type: "call"; callee: string; arguments: readonly Expression[] }
  /** Texts and what stands between them, as a template with the tag `text`. */
  | { type: "template"; parts: readonly (string | Expression)[] }
  /** `condition ? yes : no`; the condition as it stands. */
  | { type: "choice"; condition: string; yes: Expression; no: Expression }
  | { type: "list"; items: readonly Expression[] }
  | {
      type: "object";
      entries: readonly Entry[] /** Lines of comment below the last entry. */;
      closing?: readonly string[];
    }
  /** An entry, an item or an argument with lines of comment above it. */
  | { type: "commented"; comments: readonly string[]; value: Expression };

export interface Entry {
  key: string;
  value: Expression;
}

export const literal = (value: string | number | boolean | null): Expression => ({ type: "literal", value });

export const code = (text: string): Expression => ({ type: "code", text });

export function call(callee: string, ...values: Expression[]): Expression {
  return { type: "call", callee, arguments: values };
}

/** An object; what is undefined is left out. */
export function object(
  values: Readonly<Record<string, Expression | undefined>>,
): Extract<Expression, { type: "object" }> {
  const entries = Object.entries(values).flatMap(([key, value]) => (value ? [{ key, value }] : []));
  return { type: "object", entries };
}

export function list(items: readonly Expression[]): Expression {
  return { type: "list", items };
}

/** The value, with comments where there are any. */
export function commented(comments: readonly string[], value: Expression): Expression {
  return comments.length === 0 ? value : { type: "commented", comments, value };
}
