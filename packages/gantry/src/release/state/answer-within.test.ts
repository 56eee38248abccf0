import { once } from "node:events";
import { expect, test } from "vitest";
import { answerWithin } from "./answer-within.ts";

const never = async ({ signal }: { signal: AbortSignal }) => {
  await once(signal, "abort");
  throw signal.reason;
};

test("an answer in time is handed on, and so is a refusal", async () => {
  const limit = { what: "answer", milliseconds: 60_000 };
  expect(await answerWithin(limit, async () => 42)).toBe(42);
  await expect(answerWithin(limit, () => Promise.reject(new Error("409")))).rejects.toThrow("409");
});

test("an answer that does not come ends in words for users", async () => {
  await expect(answerWithin({ what: "read the stack's state", milliseconds: 1_000 }, never)).rejects.toMatchObject({
    code: "timeout",
    message: "The engine did not read the stack's state within 1 s.",
  });
});

test("who gives up is not told that the engine was slow", async () => {
  const signal = AbortSignal.abort(new Error("Ctrl-C"));
  const call = answerWithin({ what: "answer", milliseconds: 60_000, signal }, async (options) => {
    options.signal.throwIfAborted();
  });
  await expect(call).rejects.toThrow("Ctrl-C");
});
