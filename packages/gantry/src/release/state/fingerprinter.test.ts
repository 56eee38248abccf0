import fc from "fast-check";
import { expect, test } from "vitest";
import { createFingerprinter } from "./fingerprinter.ts";

const key = Buffer.alloc(32, 1);

test("a fingerprint is the same for the same secret only", () => {
  const secret = fc.record({ name: fc.string(), value: fc.string() });
  const fingerprint = createFingerprinter(key);
  fc.assert(
    fc.property(secret, secret, (one, other) => {
      const same = one.name === other.name && one.value === other.value;
      expect(fingerprint(one.name, one.value) === fingerprint(other.name, other.value)).toBe(same);
    }),
  );
  expect(fingerprint("AB", "C")).not.toBe(fingerprint("A", "BC"));
});

test("another stack's key makes another fingerprint of it", () => {
  const one = createFingerprinter(key)("TOKEN", "hunter2");
  const other = createFingerprinter(Buffer.alloc(32, 2))("TOKEN", "hunter2");
  expect(one).toMatch(/^[0-9a-f]{16}$/);
  expect(other).not.toBe(one);
});
