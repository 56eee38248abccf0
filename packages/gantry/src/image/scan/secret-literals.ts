import type { SecretForm } from "./finding.ts";
import { isDistinctive } from "./is-distinctive.ts";
import { SHORTEST_LITERAL } from "./literal-search.ts";
import { listForms } from "./secret-forms.ts";

/** One way in which a secret of the stack may be written. */
export interface SecretLiteral {
  name: string;
  form: SecretForm;
  bytes: Buffer;
  /** The literal is the name and the value, since the value alone says nothing; it must stand apart from other words. */
  beside: boolean;
}

/** All literals to look for. Files end in a newline that is no part of a secret, so values are trimmed. */
export function listSecretLiterals(secrets: ReadonlyMap<string, string>): SecretLiteral[] {
  return [...secrets].flatMap(([name, untrimmed]): SecretLiteral[] => {
    const value = untrimmed.trim();
    if (value === "") return [];
    if (isDistinctive(value)) return listForms(value).map((form) => ({ ...form, name, beside: false }));
    return listAssignments(name, value).flatMap((text) => {
      const bytes = Buffer.from(text);
      return bytes.length < SHORTEST_LITERAL ? [] : [{ name, form: "plain", bytes, beside: true }];
    });
  });
}

/** As env files, shells, YAML and JSON write it. */
function listAssignments(name: string, value: string): string[] {
  const json = JSON.stringify(value);
  return [
    `${name}=${value}`,
    `${name}="${value}"`,
    `${name}='${value}'`,
    `${name}: ${value}`,
    `${name}: "${value}"`,
    `${name}: '${value}'`,
    `"${name}":${json}`,
    `"${name}": ${json}`,
  ];
}
