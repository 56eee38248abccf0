import fc from "fast-check";
import { expect, test } from "vitest";
import { createContentScan } from "./content-scan.ts";
import { createDetector } from "./detector.ts";

const secret = "Zx9-distinctive-value";
const detector = createDetector(new Map([["S", secret]]));

test("a secret is found across every boundary of chunks and windows, on its line", () => {
  // Longer than a window with what it keeps, so that it moves several times.
  const inputs = [fc.nat(80_000), fc.integer({ min: 1, max: 9000 }), fc.integer({ min: 1, max: 5000 })] as const;
  fc.assert(
    fc.property(...inputs, (at, chunkSize, windowSize) => {
      const before = "0123456789012345678\n".repeat(5000).slice(0, at);
      const bytes = Buffer.from(before + secret + "z\n".repeat(10_000));
      const scan = createContentScan(detector, windowSize);
      for (let start = 0; start < bytes.length; start += chunkSize)
        scan.add(bytes.subarray(start, start + chunkSize), {});
      const { matches } = scan.finish({});
      expect(matches).toEqual([
        { match: { kind: "secret", rule: "S", form: "plain", severity: "error" }, line: before.split("\n").length },
      ]);
    }),
    { numRuns: 40 },
  );
});

test("one file's end and the next one's start are not joined", () => {
  const scan = createContentScan(detector);
  scan.add(Buffer.from(secret.slice(0, 9)), {});
  expect(scan.finish({}).matches).toEqual([]);
  scan.add(Buffer.from(secret.slice(9)), {});
  expect(scan.finish({}).matches).toEqual([]);
});

test("a binary file has no lines", () => {
  const scan = createContentScan(detector);
  scan.add(Buffer.from(`\0\n\n${secret}`), {});
  expect(scan.finish({}).matches.map(({ line }) => line)).toEqual([undefined]);
  scan.add(Buffer.from(`\n\n${secret}`), {});
  expect(scan.finish({}).matches.map(({ line }) => line)).toEqual([3]);
});
