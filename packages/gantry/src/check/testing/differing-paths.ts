/** The paths at which models, by the files of their stacks, differ: without the files. A value that only one of them has is one path. */
export function differingPaths(
  before: Readonly<Record<string, unknown>>,
  after: Readonly<Record<string, unknown>>,
): string[][] {
  const stacks = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...stacks].flatMap((stack) => [...differences(before[stack], after[stack], [])]);
}

function* differences(a: unknown, b: unknown, path: string[]): Generator<string[]> {
  if (!isCollection(a) || !isCollection(b) || Array.isArray(a) !== Array.isArray(b)) {
    if (!Object.is(a, b)) yield path;
    return;
  }
  for (const key of new Set([...Object.keys(a), ...Object.keys(b)])) yield* differences(a[key], b[key], [...path, key]);
}

const isCollection = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;
