/** Shorter values stand in files by chance. */
const SHORTEST = 8;
/** Words and numbers are at most this long. */
const LONGEST_WORD = 16;
const FEWEST_DIFFERENT = 5;

/**
 * Whether a secret's value is found nowhere by chance, so that it is looked for in every byte of an image. `postgres`, `changeme`,
 * `12345678` are not: they stand in many a package, and count only beside their name, as `POSTGRES_PASSWORD=postgres`.
 */
export function isDistinctive(value: string): boolean {
  if (value.length < SHORTEST || new Set(value).size < FEWEST_DIFFERENT) return false;
  const isWord = /^(?:[a-z]+|[A-Z]+|[A-Z][a-z]+|\d+)$/.test(value);
  return !isWord || value.length > LONGEST_WORD;
}
