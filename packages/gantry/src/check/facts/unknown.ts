/**
 * A variable that has no value in the repository stands in a text as its name between two characters that no file has: so two texts with the
 * same variable are equal, and a rule can see that a part is not known.
 */
const open = "\uE000";
const close = "\uE001";
const pattern = /\uE000([^\uE000\uE001]*)\uE001/g;

export const unknownVariable = (name: string): string => `${open}${name}${close}`;

/** Whether a part of the text is not known. */
export const hasUnknown = (text: string): boolean => text.includes(open);

/** The variables whose values are not known, in order. */
export const unknownsIn = (text: string): string[] => [...text.matchAll(pattern)].map((match) => match[1] ?? "");

/** The text for people: `${NAME}` where a value is not known. */
export const showUnknowns = (text: string): string => text.replace(pattern, "${$1}");

/** The name of the variable that the text is and nothing else. */
export function soleUnknown(text: string): string | undefined {
  const [name, ...more] = unknownsIn(text);
  return name !== undefined && more.length === 0 && text === unknownVariable(name) ? name : undefined;
}

/** An object in which every name has the value that it is not known. */
export const unknownVariables: Readonly<Record<string, string>> = new Proxy<Record<string, string>>(
  {},
  {
    get: (_, name) => (typeof name === "string" ? unknownVariable(name) : undefined),
    getOwnPropertyDescriptor: (_, name) =>
      typeof name === "string" ? { value: unknownVariable(name), configurable: true, enumerable: true } : undefined,
  },
);
