import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer as createHttpServer } from "node:http";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { connectEngine } from "../../../packages/gantry/src/engine/connect-engine.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "gantry-unreachable-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function ping(host: string, options: { timeout?: number } = {}): Promise<unknown> {
  await using engine = await connectEngine({ host, ...options });
  return await engine.ping().catch((error: unknown) => error);
}

/** Something at a socket that is no engine of today. */
async function listen(server: Server, name: string) {
  const path = join(folder, name);
  await new Promise<void>((resolve) => server.listen(path, resolve));
  return {
    host: `unix://${path}`,
    [Symbol.asyncDispose]: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}

test("a socket that does not exist is told apart from one where nobody listens", async () => {
  expect(await ping(`unix://${folder}/none.sock`)).toMatchObject({
    name: "EngineUnreachableError",
    code: "engine-unreachable",
    address: `unix://${folder}/none.sock`,
    reason: "no-socket",
  });
  const path = join(folder, "file");
  await writeFile(path, "");
  expect(await ping(`unix://${path}`)).toMatchObject({ reason: "refused" });
});

test("an engine that is too old is refused with what it speaks and what is needed", async () => {
  const old = createHttpServer((_, response) => response.setHeader("Api-Version", "1.40").end("OK"));
  await using place = await listen(old, "old.sock");
  expect(await ping(place.host)).toMatchObject({ code: "engine-too-old", found: "1.40", needed: "1.41" });
});

test("a web server is no engine", async () => {
  await using place = await listen(
    createHttpServer((_, response) => response.end("hello")),
    "web.sock",
  );
  expect(await ping(place.host)).toMatchObject({ reason: "not-an-engine" });
});

test("what does not speak HTTP is no engine", async () => {
  await using place = await listen(
    createServer((socket) => socket.resume().end("SSH-2.0-x\r\n")),
    "raw.sock",
  );
  expect(await ping(place.host)).toMatchObject({ reason: "not-an-engine" });
});

test("an engine that takes the call and never answers is given up", async () => {
  await using place = await listen(
    createServer((socket) => socket.resume()),
    "silent.sock",
  );
  expect(await ping(place.host, { timeout: 100 })).toMatchObject({ reason: "timeout" });
});

test("a connection that ends before the answer is a lost one", async () => {
  await using place = await listen(
    createServer((socket) => socket.destroy()),
    "cut.sock",
  );
  expect(await ping(place.host)).toMatchObject({ reason: "connection-lost" });
});

test("calls that wait for the same negotiation fail alike, and a later one tries again", async () => {
  let answers = 0;
  const flaky = createHttpServer((_, response) => {
    answers += 1;
    if (answers === 1) response.destroy();
    else response.setHeader("Api-Version", "1.45").end("{}");
  });
  await using place = await listen(flaky, "flaky.sock");
  await using engine = await connectEngine({ host: place.host });
  const outcomes = await Promise.allSettled([engine.info(), engine.version()]);
  expect(outcomes.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  expect(answers).toBe(1);
  expect(await engine.info()).toEqual({});
});
