import { keyShape } from "../../compose/schema/common.ts";
import type { Shape } from "../../compose/schema/shape.ts";
import { isMapping } from "../options/checks.ts";

/**
 * The shape of an entry of a mapping or a list, as it is written in a Compose document. Undefined where what is written is short syntax,
 * which is taken apart before anything has a shape.
 */
export function shapeWithin(
  shape: Shape | undefined,
  whole: unknown,
  entry: unknown,
  key: string = "",
): Shape | undefined {
  if (shape?.kind === "choice") return shapeWithin(shape.pickPlain(whole), whole, entry, key);
  if (shape?.kind === "any") return shape;
  if (Array.isArray(whole)) {
    if (shape?.kind === "dictionary") return shape.pairs ? shape.values : undefined;
    if (shape?.kind !== "list") return undefined;
    return shape.expandItem && !isMapping(entry) ? undefined : shape.items;
  }
  if (shape?.kind === "dictionary") return shape.values;
  return shape?.kind === "mapping" ? keyShape(shape, key) : undefined;
}

/** Whether a text may still be `${NAME}` when the document is normalised: it is neither read, nor a path, nor another type's short form. */
export function keepsVariables(shape: Shape | undefined): boolean {
  if (shape?.kind === "any") return true;
  if (shape?.kind !== "text") return false;
  const { choices, pattern, accepts, path, from, early } = shape;
  return !(choices || pattern || accepts || path || early || from === "integers");
}
