import * as zlib from "node:zlib";
import { expect, test } from "vitest";
import { acceptsZstd, chooseCodec } from "./codec.ts";

const nodeHasZstd = "zstdCompress" in zlib;

test("without a wish it is zstd where both ends know it, else gzip", () => {
  expect(chooseCodec("auto", true).name).toBe(nodeHasZstd ? "zstd" : "gzip");
  expect(chooseCodec("auto", false).name).toBe("gzip");
});

test("zstd that an engine does not read is refused, with what helps", () => {
  expect(() => chooseCodec("zstd", false)).toThrow(/"zstd" is not possible here/);
});

test.each([
  ["20.10.24+dfsg1", false],
  ["26.1.5+dfsg1", true],
  ["28.5.2", true],
  ["dev", false],
])("engine %s reads zstd: %s", (version, expected) => {
  expect(acceptsZstd(version)).toBe(expected);
});
