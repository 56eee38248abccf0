import type { SecretForm } from "./finding.ts";

export interface FormOfSecret {
  form: SecretForm;
  bytes: Buffer;
}

/** How a value may be written: as it is, in base64 (alone, or within more that is encoded), in a URL, as JSON. Each once. */
export function listForms(value: string): FormOfSecret[] {
  const plain = Buffer.from(value);
  const forms: [SecretForm, string][] = [
    ["plain", value],
    ...[0, 1, 2].flatMap((offset): [SecretForm, string][] => {
      const encoded = encodeWithin(plain, offset);
      return [
        ["base64", encoded],
        ["base64", encoded.replaceAll("+", "-").replaceAll("/", "_")],
      ];
    }),
    ...listUrlForms(value).map((text): [SecretForm, string] => ["url", text]),
    ...listJsonForms(value).map((text): [SecretForm, string] => ["json", text]),
  ];
  const seen = new Set<string>();
  return forms.flatMap(([form, text]) => {
    if (seen.has(text)) return [];
    seen.add(text);
    return [{ form, bytes: Buffer.from(text) }];
  });
}

/** What stays the same of a value's base64 wherever it starts in what is encoded: three bytes make four characters. */
function encodeWithin(value: Buffer, offset: number): string {
  const encoded = Buffer.concat([Buffer.alloc(offset), value]).toString("base64");
  // Characters that share bits with what comes before or after the value.
  const first = Math.ceil((offset * 8) / 6);
  return encoded.slice(first, Math.floor(((offset + value.length) * 8) / 6));
}

function listUrlForms(value: string): string[] {
  // A lone surrogate has no form in a URL; as UTF-8 it is U+FFFD.
  const wellFormed = Buffer.from(value).toString();
  const encoded = encodeURIComponent(wellFormed);
  const strict = encoded.replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
  const lower = (text: string) => text.replace(/%[0-9A-F]{2}/g, (hex) => hex.toLowerCase());
  return [encoded, strict, strict.replaceAll("%20", "+"), lower(encoded), lower(strict), encodeURI(wellFormed)];
}

function listJsonForms(value: string): string[] {
  const escaped = JSON.stringify(value).slice(1, -1);
  const hex = (c: string) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`;
  return [
    escaped,
    escaped.replaceAll("/", "\\/"),
    // Go, and so Docker, escapes what HTML would take for its own.
    escaped.replace(/[<>&\u2028\u2029]/g, hex),
    // Python escapes all that is not ASCII.
    escaped.replace(/[\u0080-\uffff]/g, hex),
  ];
}
