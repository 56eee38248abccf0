import { PassThrough } from "node:stream";
import picocolors from "picocolors";
import { expect, test } from "vitest";
import { createLogWriter, type LogFormat } from "./log-writer.ts";

const web = { id: "a", service: "web", number: 1, name: "shop-web-1" };
const worker = { id: "b", service: "worker", number: 2, name: "shop-worker-2" };
const line = { time: "2026-01-31T12:00:00.000000001Z", stream: "stderr" as const, text: "hello" };

async function write(format: Partial<LogFormat>): Promise<string> {
  const stream = new PassThrough();
  const colors = picocolors.createColors(false);
  const writer = createLogWriter(
    stream,
    { json: false, prefix: true, timestamps: false, colors, ...format },
    AbortSignal.timeout(5000),
  );
  writer.addSources([web, worker]);
  await writer.write(web, line);
  await writer.write(worker, line);
  return String(stream.read());
}

test("names line up in front of the lines", async () => {
  expect(await write({})).toBe("web-1    | hello\nworker-2 | hello\n");
});

test("timestamps stand in front of the text, and names can be left out", async () => {
  expect(await write({ prefix: false, timestamps: true })).toBe(`${line.time} hello\n`.repeat(2));
});

test("each service has a colour of its own", async () => {
  const colored = await write({ colors: picocolors.createColors(true) });
  expect(colored).toBe("\u001b[36mweb-1    |\u001b[39m hello\n\u001b[33mworker-2 |\u001b[39m hello\n");
});

test("as JSON each line is an object", async () => {
  const [first = ""] = (await write({ json: true })).split("\n");
  expect(JSON.parse(first)).toEqual({
    version: 1,
    type: "log",
    time: line.time,
    service: "web",
    number: 1,
    container: "shop-web-1",
    stream: "stderr",
    text: "hello",
  });
});
