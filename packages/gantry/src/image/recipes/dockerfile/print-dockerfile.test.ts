import { expect, test } from "vitest";
import { printDockerfile } from "./print-dockerfile.ts";
import { arg, cmd, copy, env, healthCheck, label, run, type Step } from "./stage.ts";

function print(...steps: Step[]): string {
  const text = printDockerfile([{ name: "runner", from: "busybox", comment: "A stage.", steps }]);
  return text.replace("# A stage.\nFROM busybox AS runner\n", "").trimEnd();
}

test("a stage has its comment above it, and stages stand apart", () => {
  const stage = { from: "busybox", comment: "One.", steps: [] };
  expect(
    printDockerfile([
      { ...stage, name: "a" },
      { ...stage, name: "b", from: "a" },
    ]),
  ).toBe("# One.\nFROM busybox AS a\n\n# One.\nFROM a AS b\n");
});

test.each<[string, Step, string]>([
  ["a plain value of a variable stands as it is", env({ PORT: "3000" }), "ENV PORT=3000"],
  ["a dollar in a variable's value stays one", env({ A: "cost $5" }), 'ENV A="cost \\$5"'],
  ["quotes and backslashes in values are escaped", env({ A: 'a "b" \\' }), 'ENV A="a \\"b\\" \\\\"'],
  ["a label may name an argument", label({ a: "$A" }), 'LABEL a="$A"'],
  ["an argument without a value has none", arg("A"), "ARG A"],
  [
    "a program is JSON, whatever its words hold",
    cmd(["sh", "-c", 'echo "a"\n$B']),
    'CMD ["sh", "-c", "echo \\"a\\"\\n$B"]',
  ],
  ["paths with spaces are copied in the form of a list", copy(["a b"], "./"), 'COPY ["a b", "./"]'],
  [
    "files come from another stage, owned by whom one says",
    copy(["/a"], "/b", { from: "builder", chown: "1001:1001" }),
    "COPY --from=builder --chown=1001:1001 /a /b",
  ],
  [
    "mounts stand before the commands, each of which must succeed",
    run(
      ["a", "b"],
      [
        { type: "secret", id: "ca" },
        { type: "cache", id: "x", target: "/c", locked: true },
      ],
    ),
    "RUN --mount=type=secret,id=ca \\\n    --mount=type=cache,id=x,target=/c,sharing=locked \\\n    a \\\n && b",
  ],
  [
    "a health check is a program",
    healthCheck(["node", "-e", "1"], "30s"),
    'HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 \\\n    CMD ["node", "-e", "1"]',
  ],
])("%s", (_, step, text) => {
  expect(print(step)).toBe(text);
});

test("a long list of files goes on in the next line, and no line is longer than 120 columns", () => {
  const paths = Array.from({ length: 30 }, (_, index) => `packages/package-${index}/package.json`);
  const lines = print(copy(paths, "./")).split("\n");
  expect(lines.length).toBeGreaterThan(5);
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(120);
  expect(lines.slice(0, -1).every((line) => line.endsWith(" \\"))).toBe(true);
});
