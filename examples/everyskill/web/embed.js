const dimensions = 64;

/**
 * Turns a text into a vector, so that texts with common words and word parts lie close together: each group of three letters
 * counts in one of 64 places. A model would do better; this needs none.
 *
 * @param {string} text
 * @returns {number[]} of length 1, except for a text without letters
 */
export function embed(text) {
  const vector = new Array(dimensions).fill(0);
  for (const word of text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []) {
    const padded = ` ${word} `;
    for (let start = 0; start + 3 <= padded.length; start++) {
      vector[hash(padded.slice(start, start + 3)) % dimensions] += 1;
    }
  }
  const length = Math.hypot(...vector);
  return length === 0 ? vector : vector.map((value) => value / length);
}

/** FNV-1a, 32 bits. */
function hash(text) {
  let value = 0x811c9dc5;
  for (const character of text) value = Math.imul(value ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  return value;
}
