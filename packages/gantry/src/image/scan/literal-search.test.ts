import fc from "fast-check";
import { expect, test } from "vitest";
import { createLiteralSearch } from "./literal-search.ts";

function findAll(literals: readonly Buffer[], bytes: Buffer, from = 0, to = bytes.length): string[] {
  const hits: string[] = [];
  createLiteralSearch(literals)(bytes, from, to, (literal, start) => hits.push(`${start} ${literal}`));
  return hits.sort();
}

function findSlowly(literals: readonly Buffer[], bytes: Buffer, from = 0, to = bytes.length): string[] {
  const hits: string[] = [];
  for (const [number, literal] of literals.entries()) {
    for (let at = bytes.indexOf(literal, from); at !== -1 && at < to; at = bytes.indexOf(literal, at + 1)) {
      hits.push(`${at} ${number}`);
    }
  }
  return hits.sort();
}

test("every literal is found wherever it stands, overlapping or not, as a search for one after the other finds it", () => {
  // Few different bytes, so that literals share pairs and overlap.
  const bytes = (min: number, max: number) =>
    fc.array(fc.integer({ min: 97, max: 99 }), { minLength: min, maxLength: max }).map((list) => Buffer.from(list));
  const inputs = [fc.array(bytes(4, 9), { maxLength: 8 }), bytes(0, 200), fc.nat(40), fc.nat(200)] as const;
  fc.assert(
    fc.property(...inputs, (literals, content, from, to) => {
      expect(findAll(literals, content, from, to)).toEqual(findSlowly(literals, content, from, to));
    }),
  );
});

test("a literal of any bytes is found at the very start and at the very end", () => {
  const literal = Buffer.from([0, 255, 0, 128, 7]);
  const content = Buffer.concat([literal, Buffer.alloc(100), literal]);
  expect(findAll([literal], content)).toEqual(["0 0", "105 0"]);
});

test("a literal that would match anywhere is refused", () => {
  expect(() => createLiteralSearch([Buffer.from("abc")])).toThrow(RangeError);
});
