import { expect, test } from "vitest";
import { watchInterruption } from "./interruption.ts";

test("the first Ctrl-C aborts the signal, the second one asks to end at once, and afterwards nobody listens", () => {
  const before = process.listenerCount("SIGHUP");
  let seconds = 0;
  const interruption = watchInterruption({ onSecond: () => (seconds += 1) });
  process.emit("SIGHUP");
  expect(interruption.signal.reason).toMatchObject({ code: "interrupted" });
  expect(seconds).toBe(0);
  process.emit("SIGHUP");
  expect(seconds).toBe(1);
  interruption[Symbol.dispose]();
  expect(process.listenerCount("SIGHUP")).toBe(before);
});
