/** What the library exports, and words that no constant may be called. */
const reserved = new Set(
  "defineStack nginx node worker nextjs postgres redis service caddy env secret text external staticSite fastapi composeService arguments eval break case catch class const continue debugger default delete do else enum export extends false finally for function if implements import in instanceof interface let new null package private protected public return static super switch this throw true try typeof undefined var void while with yield async await".split(
    " ",
  ),
);

/** A service of the stack: its key, and the constant that holds it. */
export interface NamedService {
  key: string;
  constant: string;
}

/** Gives services keys and constants that nothing else in the file has. */
export class ServiceNames {
  readonly #keys = new Set<string>();
  readonly #constants = new Set<string>(reserved);

  /** Takes names that are fixed. */
  take(key: string, ...constants: string[]): void {
    this.#keys.add(key);
    for (const constant of [key, ...constants]) this.#constants.add(constant);
  }

  /**
   * Finds names, and takes them.
   *
   * @param key The key wanted: lower-case letters, digits, dashes and underscores
   * @param other The key if that one is taken
   */
  name(key: string, other: string): NamedService {
    const free = [key, other].find((each) => !this.#keys.has(each)) ?? numbered(other, "-", this.#keys);
    this.#keys.add(free);
    const camel = free.replaceAll(/[-_]+([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
    const wanted = camel.replace(/^(?=\d)/, "_");
    const constant = [wanted, `${wanted}Service`].find((each) => !this.#constants.has(each));
    const named = { key: free, constant: constant ?? numbered(`${wanted}Service`, "", this.#constants) };
    this.#constants.add(named.constant);
    return named;
  }
}

function numbered(name: string, separator: string, taken: ReadonlySet<string>): string {
  let number = 2;
  while (taken.has(`${name}${separator}${number}`)) number++;
  return `${name}${separator}${number}`;
}
