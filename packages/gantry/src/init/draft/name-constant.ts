/** What the library exports, and words that no constant may be called. */
const reserved = new Set(
  "defineStack node worker nextjs postgres redis service caddy env secret text external staticSite fastapi composeService break case catch class const continue debugger default delete do else enum export extends false finally for function if import in instanceof new null return super switch this throw true try typeof var void while with yield let static await async of package private public".split(
    " ",
  ),
);

/** The constant that holds a service: its key in camel case. */
export function nameConstant(key: string): string {
  const name = key.replaceAll(/[-_]+([a-z0-9])/g, (_, letter: string) => letter.toUpperCase()).replace(/^(?=\d)/, "_");
  return reserved.has(name) ? `${name}Service` : name;
}
