/** Finds which of many literals stand in a piece of bytes: calls back with the literal's number and where it starts. */
export type LiteralSearch = (
  bytes: Uint8Array,
  from: number,
  to: number,
  onHit: (literal: number, start: number) => void,
) => void;

/** Literals that are shorter than this cannot be searched for. */
export const SHORTEST_LITERAL = 4;

/**
 * Prepares the search for many literals at once, after Wu and Manber: a table says for each pair of bytes how far ahead the next
 * literal can end at the soonest, so that most bytes are never looked at. Hits come in the order of their starts, and may overlap.
 * `to` bounds where a literal may start; it may end after it, up to the end of the bytes.
 *
 * @see "A fast algorithm for multi-pattern searching", Wu and Manber, 1994
 */
export function createLiteralSearch(literals: readonly Uint8Array[]): LiteralSearch {
  if (literals.length === 0) return () => undefined;
  const window = Math.min(...literals.map(({ length }) => length));
  if (window < SHORTEST_LITERAL) throw new RangeError(`A literal has fewer than ${SHORTEST_LITERAL} bytes.`);
  const shifts = new Uint8Array(65536).fill(Math.min(window - 1, 255));
  const buckets = new Map<number, number[]>();
  for (const [number, literal] of literals.entries()) {
    for (let end = 1; end < window; end += 1) {
      const pair = pairAt(literal, end);
      shifts[pair] = Math.min(shifts[pair] ?? 0, window - 1 - end);
    }
    const last = pairAt(literal, window - 1);
    buckets.set(last, [...(buckets.get(last) ?? []), number]);
  }
  const candidates = Array.from({ length: 65536 }, (_, pair) => buckets.get(pair) ?? none);

  return (bytes, from, to, onHit) => {
    const last = Math.min(to + window - 1, bytes.length);
    let end = from + window - 1;
    while (end < last) {
      const pair = ((bytes[end - 1] ?? 0) << 8) | (bytes[end] ?? 0);
      const shift = shifts[pair] ?? 0;
      if (shift > 0) {
        end += shift;
        continue;
      }
      const start = end - window + 1;
      for (const number of candidates[pair] ?? none) {
        const literal = literals[number];
        if (literal !== undefined && standsAt(bytes, start, literal)) onHit(number, start);
      }
      end += 1;
    }
  };
}

const none: readonly number[] = [];

function pairAt(bytes: Uint8Array, end: number): number {
  return ((bytes[end - 1] ?? 0) << 8) | (bytes[end] ?? 0);
}

function standsAt(bytes: Uint8Array, start: number, literal: Uint8Array): boolean {
  if (start + literal.length > bytes.length) return false;
  for (let index = 0; index < literal.length; index += 1) if (bytes[start + index] !== literal[index]) return false;
  return true;
}
