import { type ModelPath, noPositions, type PositionIndex } from "../model/position.ts";
import { mapping, type Node, type Scalar, scalar, sequence } from "./node.ts";

/** Makes nodes of plain data. Keys whose value is undefined are left out. */
export function fromPlain(value: unknown, positions: PositionIndex = noPositions, path: ModelPath = []): Node {
  const origin = { at: positions.at(path) };
  if (Array.isArray(value)) {
    return sequence(
      value.map((item, index) => fromPlain(item, positions, [...path, index])),
      origin,
    );
  }
  if (typeof value === "object" && value !== null && !(value instanceof Date)) {
    const entries = Object.entries(value)
      .filter(([, item]) => item !== undefined)
      .map(([key, item]) => [key, fromPlain(item, positions, [...path, key])] as const);
    return mapping(entries, origin);
  }
  return scalar(isScalar(value) ? value : String(value), origin);
}

const isScalar = (value: unknown): value is Scalar =>
  value === null || value instanceof Date || ["string", "number", "bigint", "boolean"].includes(typeof value);
