import fc from "fast-check";
import { expect, test } from "vitest";
import { decodeGeneration, encodeGeneration } from "./generation.ts";

const generations = fc.record({
  sequence: fc.integer({ min: 1, max: 1e9 }),
  content: fc.option(
    fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
    { nil: undefined },
  ),
});

test("what was encoded is decoded", () => {
  fc.assert(
    fc.property(generations, (generation) => {
      expect(decodeGeneration(encodeGeneration(generation))).toEqual(generation);
    }),
  );
});

test("an empty record is not an erased one", () => {
  const empty = encodeGeneration({ sequence: 3, content: Buffer.alloc(0) });
  expect(decodeGeneration(empty)).toEqual({ sequence: 3, content: Buffer.alloc(0) });
  expect(decodeGeneration(encodeGeneration({ sequence: 3, content: undefined }))).toEqual({ sequence: 3 });
});

test("one byte that is missing, added or changed anywhere makes it none", () => {
  const damages = fc.record({ at: fc.nat(), kind: fc.constantFrom("cut", "flip", "append") });
  fc.assert(
    fc.property(generations, damages, (generation, { at, kind }) => {
      const whole = encodeGeneration(generation);
      expect(decodeGeneration(damage(whole, at % whole.length, kind))).toBeUndefined();
    }),
  );
});

function damage(whole: Buffer, at: number, kind: string): Buffer {
  if (kind === "cut") return whole.subarray(0, at);
  if (kind === "append") return Buffer.concat([whole, Buffer.from("\n")]);
  const changed = Buffer.from(whole);
  changed.writeUInt8((whole.readUInt8(at) + 1) % 256, at);
  return changed;
}

test("what a newer version wrote is refused, not passed over", () => {
  const newer = Buffer.from(
    encodeGeneration({ sequence: 1, content: Buffer.from("x") })
      .toString()
      .replace(" 1 ", " 2 "),
  );
  expect(() => decodeGeneration(newer)).toThrow(expect.objectContaining({ code: "unsupported", exitCode: 1 }));
});
