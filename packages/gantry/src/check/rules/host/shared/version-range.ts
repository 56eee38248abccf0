/**
 * Whether a range of versions lets a release line in: `node` by its major, `python` by the number after the 3. What cannot be read lets
 * everything in.
 */
export function allowsLine(range: string, line: number, part: 0 | 1): boolean {
  return range.split("||").some((alternative) => {
    const span = /^\s*([\d.]+)\s+-\s+([\d.]+)\s*$/.exec(alternative);
    const text = span ? `>=${span[1]} <=${span[2]}` : alternative;
    return text
      .replace(/([<>=^~!]+)\s+/g, "$1")
      .split(/[\s,]+/)
      .filter(Boolean)
      .every((comparator) => allows(comparator, line, part));
  });
}

function allows(comparator: string, line: number, part: 0 | 1): boolean {
  const match = /^([<>=^~!]*)v?(\d+)(?:\.(\d+|x|\*))?(?:\.(\d+|x|\*))?/.exec(comparator);
  if (!match) return true;
  const [, operator = "", ...numbers] = match;
  const [major = 0, minor] = numbers.map((number) => (number === undefined ? undefined : Number(number)));
  const finer = numbers.slice(part + 1).some((number) => Number(number) > 0);
  // Python's lines are the minors of 3: they are compared as 3000 + minor.
  const own = part === 0 ? line : 3000 + line;
  const value = part === 0 ? major : major * 1000 + (minor || 0);
  if (operator === "!=") return true;
  if (operator === ">=" || (operator === ">" && finer)) return own >= value;
  if (operator === ">") return own > value;
  if (operator === "<") return finer ? own <= value : own < value;
  if (operator === "<=") return own <= value;
  // `3` and `3.*` of Python are any minor, and Poetry's `^3.11` goes up to 4.
  if (part === 1 && (minor === undefined || Number.isNaN(minor))) return major === 3;
  if (operator === "^" && part === 1) return major === 3 && own >= value;
  return own === value;
}
