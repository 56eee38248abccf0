import type { Node } from "../node.ts";
import type { ListShape } from "../schema/shape.ts";

/** Of items with the same key only the last, in the place of the first. Items without a key all stay. */
export function uniqueItems(items: readonly Node[], { key }: ListShape): readonly Node[] {
  if (!key || items.length < 2) return items;
  const places = new Map<string, number>();
  const unique: Node[] = [];
  for (const item of items) {
    const name = key(item);
    const place = name === undefined ? undefined : places.get(name);
    if (place !== undefined) {
      unique[place] = item;
      continue;
    }
    if (name !== undefined) places.set(name, unique.length);
    unique.push(item);
  }
  return unique;
}
