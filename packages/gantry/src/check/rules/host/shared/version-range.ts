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
  const value = Number(numbers[part]);
  // `^3` of Python says nothing of the minor.
  if (!Number.isInteger(value)) return true;
  const finer = numbers.slice(part + 1).some((number) => number !== undefined && Number(number) > 0);
  if (operator === ">=" || (operator === ">" && finer)) return line >= value;
  if (operator === ">") return line > value;
  if (operator === "<") return finer ? line <= value : line < value;
  if (operator === "<=") return line <= value;
  if (operator === "!=") return true;
  // Poetry's `^3.11` goes up to 4.
  if (operator === "^" && part === 1) return line >= value;
  return line === value;
}
