import { expect, test } from "vitest";
import { connectEngine } from "../../engine/connect-engine.ts";
import { whileConnecting } from "./while-connecting.ts";

const never = new AbortController().signal;
const engine = await connectEngine({ host: "unix:///nowhere.sock" });

/** Ends only when it is told to. */
const untilAborted = (signal: AbortSignal) =>
  new Promise<never>((_, reject) => {
    signal.addEventListener("abort", () => reject(new Error("interrupted")), { once: true });
  });

test("what is done meanwhile comes with the engine", async () => {
  expect(await whileConnecting(Promise.resolve(engine), never, async () => "built")).toEqual([engine, "built"]);
});

test("a host that cannot be reached ends the work, and is the error", async () => {
  const unreachable = new Error("unknown host key");
  await expect(whileConnecting(Promise.reject(unreachable), never, untilAborted)).rejects.toBe(unreachable);
});

test("work that fails is not waited for by the connection", async () => {
  const failed = new Error("build failed");
  const connecting = new Promise<typeof engine>(() => undefined);
  await expect(whileConnecting(connecting, never, () => Promise.reject(failed))).rejects.toBe(failed);
});

test("Ctrl-C reaches the work", async () => {
  const interrupt = new AbortController();
  const work = whileConnecting(Promise.resolve(engine), interrupt.signal, untilAborted);
  interrupt.abort();
  await expect(work).rejects.toThrow("interrupted");
});
