import { expect, test } from "vitest";
import { encodeReference, encodeSegment, formatFilters, formatNamePattern, formatTarget } from "./api-request.ts";

test("undefined parameters are left out and lists repeat their key", () => {
  const query = { t: 0, names: ["a:1", "b"], platform: undefined, force: false };
  expect(formatTarget("1.41", { path: "/images/get", query })).toBe(
    "/v1.41/images/get?t=0&names=a%3A1&names=b&force=false",
  );
});

test("without parameters and version there is only the path", () => {
  expect(formatTarget(undefined, { path: "/_ping", query: { a: undefined } })).toBe("/_ping");
});

test.each(["", ".", ".."])('"%s" is refused as an id, because the path would name another call', (id) => {
  expect(() => encodeSegment(id)).toThrow(TypeError);
});

test("an id cannot leave its place in the path", () => {
  expect(encodeSegment("../../images/prune?x")).toBe("..%2F..%2Fimages%2Fprune%3Fx");
});

test("the slashes of an image reference stay", () => {
  expect(encodeReference("registry:5000/team/app:v1")).toBe("registry%3A5000/team/app%3Av1");
  expect(() => encodeReference("team//app")).toThrow(TypeError);
});

test("filters without values are left out", () => {
  expect(formatFilters({ label: ["a=b"], name: undefined, status: [] })).toBe('{"label":["a=b"]}');
  expect(formatFilters({ label: undefined })).toBeUndefined();
});

test("a name's pattern matches that name only, with its slash or without", () => {
  const pattern = new RegExp(formatNamePattern("shop.web-1"));
  expect(["shop.web-1", "/shop.web-1"].every((name) => pattern.test(name))).toBe(true);
  expect(["shop.web-10", "my-shop.web-1", "shopxweb-1"].some((name) => pattern.test(name))).toBe(false);
});
