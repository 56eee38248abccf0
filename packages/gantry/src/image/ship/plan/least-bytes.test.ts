import { expect, test } from "vitest";
import { leastBytes } from "./least-bytes.ts";

const layers = ["base", "tools", "app"];

test("layers are as large as the steps that made them, and steps that made none are passed over", () => {
  expect(leastBytes(layers, new Set(["tools", "app"]), [100, 0, 20, 0, 3])).toBe(23);
  expect(leastBytes(layers, new Set(["base"]), [100, 0, 20, 0, 3])).toBe(100);
  expect(leastBytes(layers, new Set(layers), [100, 20, 3])).toBe(123);
  expect(leastBytes(layers, new Set(), [100, 20, 3])).toBe(0);
});

test("where an empty layer may be one of those that are counted, as many fewer count, from the last on", () => {
  const withEmpty = ["base", "tools", "workdir", "app"];
  expect(leastBytes(withEmpty, new Set(["app"]), [100, 20, 0, 3])).toBe(0);
  expect(leastBytes(withEmpty, new Set(["workdir", "app"]), [100, 20, 0, 3])).toBe(3);
  expect(leastBytes(withEmpty, new Set(withEmpty), [100, 20, 0, 3])).toBe(123);
});

test("of layers that stand apart from each other, with an empty one somewhere, the smallest sizes count", () => {
  const withEmpty = ["base", "tools", "workdir", "app"];
  expect(leastBytes(withEmpty, new Set(["base", "app"]), [100, 20, 0, 3])).toBe(3);
});

test("an image whose steps nobody tells takes nothing that is known", () => {
  expect(leastBytes(layers, new Set(layers), [])).toBe(0);
});
