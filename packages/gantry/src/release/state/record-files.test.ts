import fc from "fast-check";
import { expect, test } from "vitest";
import { encodeGeneration, type Generation } from "./generation.ts";
import { filesToWrite, newestGeneration, type RecordFiles, slotOf } from "./record-files.ts";

const contents = fc.option(
  fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes)),
  { nil: undefined },
);
const writes = fc.array(fc.record({ content: contents, forget: fc.boolean() }), { minLength: 1, maxLength: 6 });

/** Writes one after the other, the last one cut after so many of its bytes. */
function writeAll(steps: readonly { content: Buffer | undefined; forget: boolean }[], lastBytes = Infinity) {
  let files: RecordFiles = {};
  let before: Generation | undefined;
  for (const [index, { content, forget }] of steps.entries()) {
    before = newestGeneration("x", files);
    let left = index === steps.length - 1 ? lastBytes : Infinity;
    for (const [slot, bytes] of filesToWrite({ sequence: (before?.sequence ?? 0) + 1, content }, { forget })) {
      // The engine takes the old file away as soon as the new one's header has come.
      files = { ...files, [slot]: bytes.subarray(0, left) };
      left -= bytes.length;
      if (left < 0) break;
    }
  }
  return { files, before };
}

test("a record is what was written last", () => {
  fc.assert(
    fc.property(writes, (steps) => {
      const newest = newestGeneration("x", writeAll(steps).files);
      expect(newest).toEqual({ sequence: steps.length, content: steps.at(-1)?.content });
    }),
  );
});

test("wherever the last write is cut, the record is as it was before", () => {
  fc.assert(
    fc.property(writes, fc.nat(), (steps, at) => {
      const last = encodeGeneration({ sequence: steps.length, content: steps.at(-1)?.content });
      const { files, before } = writeAll(steps, at % last.length);
      expect(newestGeneration("x", files)).toEqual(before);
    }),
  );
});

test("a write never lies over the version that it follows", () => {
  expect([1, 2, 3, 4].map(slotOf)).toEqual(["a", "b", "a", "b"]);
});

test("a record that is forgotten leaves nothing of what it was", () => {
  const secret = Buffer.from("hunter2");
  const { files } = writeAll([
    { content: secret, forget: false },
    { content: secret, forget: false },
    { content: undefined, forget: true },
  ]);
  expect(Object.values(files).every((file) => !Buffer.from(file).includes(secret))).toBe(true);
});

test("damage is not taken for a record that never was", () => {
  const torn = encodeGeneration({ sequence: 4, content: Buffer.from("x") }).subarray(1);
  expect(() => newestGeneration("ledger", { a: torn, b: torn })).toThrow('neither version of its record "ledger"');
  expect(() => newestGeneration("ledger", { a: Buffer.alloc(0), b: torn })).toThrow("damaged");
  expect(newestGeneration("ledger", { a: torn })).toBeUndefined();
  expect(newestGeneration("ledger", { a: Buffer.alloc(0), b: Buffer.alloc(0) })).toBeUndefined();
});
