import { expect, test } from "vitest";
import { runCommand, tryCommand } from "./run-command.ts";

test("a command that does not exist is an exit code, as in a shell", async () => {
  expect((await tryCommand("gantry-no-such-command", [])).exitCode).toBe(127);
});

test("a command that takes too long is ended", async () => {
  const { exitCode } = await tryCommand("sleep", ["60"], { timeoutMs: 200 });
  expect(exitCode).toBe(127);
});

test("a command's input reaches it, and its output comes back", async () => {
  expect(await runCommand("cat", [], { input: "grüße" })).toBe("grüße");
});

test("a command that does not read its input is none the worse for it", async () => {
  expect((await tryCommand("true", [], { input: "x".repeat(2 ** 20) })).exitCode).toBe(0);
});

test("a failure shows the command, its exit code and the end of what it wrote", async () => {
  await expect(runCommand("sh", ["-c", "echo first; echo last >&2; exit 3"])).rejects.toThrow(
    /sh -c .* ended with exit code 3\.\nfirst\n+last/,
  );
});
