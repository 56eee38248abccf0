/** The name among others that is most likely meant: of the same words, or one of whose ends is the same. */
export function nearName(name: string, others: readonly string[]): string | undefined {
  const words = name.split("_");
  const scored = others.map((other) => {
    const theirs = other.split("_");
    const common = words.filter((word) => theirs.includes(word)).length;
    const lastIsSame = theirs.at(-1) === words.at(-1) ? 1 : 0;
    return { other, score: (common + lastIsSame) / (Math.max(words.length, theirs.length) + 1) };
  });
  const best = scored.sort((a, b) => b.score - a.score)[0];
  return best && best.score > 0.5 ? best.other : undefined;
}
