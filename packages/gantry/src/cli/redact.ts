/** Shorter values would blank out ordinary words. */
const shortest = 4;

/** Makes a function that blanks out sensitive values, also where they are written as JSON or as part of a URL. */
export function createRedactor(sensitive: ReadonlySet<string>): (text: string) => string {
  const forms = new Set<string>();
  for (const value of sensitive) {
    if (value.length < shortest) continue;
    forms.add(value);
    forms.add(JSON.stringify(value).slice(1, -1));
    forms.add(encodeURIComponent(value));
  }
  // The longest first: a value may contain another.
  const ordered = [...forms].sort((a, b) => b.length - a.length);
  return (text) => ordered.reduce((left, form) => left.replaceAll(form, "<redacted>"), text);
}
