import { PassThrough } from "node:stream";
import { expect, test } from "vitest";
import { UserError } from "../../model/error.ts";
import { createJsonReader } from "./json.ts";

function collect(run: (reader: ReturnType<typeof createJsonReader>) => void): unknown[] {
  const stream = new PassThrough();
  run(createJsonReader(stream, (text) => text.replaceAll("hunter2", "<redacted>")));
  const text = String(stream.read() ?? "");
  return text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
}

test("each event is an object with the version, and the result is the last one", () => {
  const lines = collect((reader) => {
    reader.read({ type: "warning", time: 1, message: "the password is hunter2" });
    reader.end({ status: "done", milliseconds: 12, summary: "shop is up", urls: [] });
  });
  expect(lines).toEqual([
    { version: 1, type: "warning", time: 1, message: "the password is <redacted>" },
    {
      version: 1,
      type: "result",
      time: expect.any(Number),
      status: "done",
      milliseconds: 12,
      summary: "shop is up",
      urls: [],
    },
  ]);
});

test("a failure is a result too, with its code and what to do", () => {
  const error = new UserError("port 80 is taken.", { code: "port-taken", fix: "Stop nginx." });
  expect(collect((reader) => reader.end({ status: "failed", error }))).toEqual([
    {
      version: 1,
      type: "result",
      time: expect.any(Number),
      status: "failed",
      error: { code: "port-taken", exitCode: 1, message: "port 80 is taken.", fix: "Stop nginx." },
    },
  ]);
});
