import { expect, test } from "vitest";
import * as z from "zod";
import { UserError } from "../../model/error.ts";
import { decodeDocument, encodeDocument } from "./document.ts";

const schema = z.object({ name: z.string(), count: z.number() });
const raw = (value: unknown) => Buffer.from(JSON.stringify(value));

test("a value comes back as it was, without keys that this version does not know", () => {
  expect(decodeDocument("x", encodeDocument({ name: "a", count: 1, later: true }), schema)).toEqual({
    name: "a",
    count: 1,
  });
});

test("a format of a later version is refused with how to go on", () => {
  expect(() => decodeDocument("x", raw({ format: 2, value: {} }), schema)).toThrow(
    expect.objectContaining({ code: "unsupported", fix: "Update Gantry on this machine." }),
  );
});

test.each([
  ["no JSON", Buffer.from("{")],
  ["another shape", raw({ format: 1, value: { name: "hunter2", count: "hunter2" } })],
  ["no format", raw({ name: "hunter2" })],
])("%s is refused without showing what stands there", (_, content) => {
  const refuse = () => decodeDocument("payloads/1", content, schema);
  expect(refuse).toThrow(UserError);
  expect(refuse).toThrow(
    expect.objectContaining({
      message: expect.stringContaining('"payloads/1"'),
      detail: expect.not.stringContaining("hunter2"),
    }),
  );
});
