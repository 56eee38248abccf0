import { expect, test } from "vitest";
import { createFolder, faulty } from "./folder.ts";

test("errors are exit code 1, and the report begins with what production is", async () => {
  await using folder = await createFolder({ "compose.yaml": faulty });
  const { code, stdout } = await folder.gantry(["check"]);
  expect(code).toBe(1);
  expect(stdout).toMatch(/^Production: compose\.yaml \(it is the only one\)\n/);
  expect(stdout).toMatch(/7:\d+ {2}error {2}/);
  expect(stdout).toMatch(/\^{3,}/);
});

test("-e says which files are production, and so do the settings", async () => {
  await using folder = await createFolder({
    "compose.yaml": faulty,
    "compose.staging.yaml": "services: { web: {} }\n",
  });
  const staging = await folder.gantry(["check", "-e", "staging"]);
  expect(staging.stdout).toContain("Production: compose.yaml + compose.staging.yaml (it is named staging)");
  await folder.write("gantry.check.yaml", "production: [compose.yaml]\n");
  expect((await folder.gantry(["check"])).stdout).toContain("(the configuration names it)");
});

test("an environment that no file knows is told", async () => {
  await using folder = await createFolder({ "compose.yaml": faulty });
  const { stdout } = await folder.gantry(["check", "-e", "staging"]);
  expect(stdout).toMatch(/^No Compose file is named staging or declares it/);
});

test("-f says which files, in which order, are production", async () => {
  await using folder = await createFolder({
    "compose.yaml": "services: { web: { image: 'nginx:1.29' } }\n",
    "compose.override.yaml": "services: { web: { privileged: true } }\n",
    "stack/live.yml": "services: { web: { container_name: web } }\n",
  });
  const { stdout } = await folder.gantry(["check", "-f", "compose.yaml", "-f", "stack/live.yml"]);
  expect(stdout).toMatch(/^Production: compose\.yaml \+ stack\/live\.yml \(/);
  expect(stdout).not.toContain("is privileged");
  const merged = await folder.gantry(["check", "-f", "compose.yaml", "-f", "compose.override.yaml"]);
  expect(merged.stdout).toContain("is privileged");
  const missing = await folder.gantry(["check", "-f", "compose.yml"]);
  expect(missing).toMatchObject({ code: 2, stderr: expect.stringContaining('--file: there is no "compose.yml" in ') });
});

test("files and several paths: what has to do with them is told, and the repository around them is read", async () => {
  await using folder = await createFolder({
    "compose.yaml": faulty,
    "a ü/compose.yaml": faulty,
    "other/compose.yaml": faulty,
  });
  const files = async (...paths: string[]) => {
    const { stdout } = await folder.gantry(["check", "--json", ...paths]);
    return [...new Set<string>(JSON.parse(stdout).findings.map(({ at }: { at: { file: string } }) => at.file))];
  };
  await folder.write(".git/HEAD", "ref: refs/heads/main\n");
  expect(await files("compose.yaml")).toEqual(["compose.yaml"]);
  expect(await files("./a ü", "other/compose.yaml")).toEqual(["a ü/compose.yaml", "other/compose.yaml"]);
  expect(await files("other")).toEqual(["compose.yaml"]);
  expect(await files("other", ".")).toHaveLength(3);
});

test("the report is written with its folders, and a name that cannot be written is the user's to mend", async () => {
  await using folder = await createFolder({ "compose.yaml": faulty });
  const written = await folder.gantry(["check", "--format", "sarif", "-o", "reports/new/gantry.sarif"]);
  expect(written).toMatchObject({ code: 1, stdout: "" });
  expect(JSON.parse(await folder.read("reports/new/gantry.sarif")).version).toBe("2.1.0");
  for (const args of [
    ["-o", "."],
    ["-o", "compose.yaml/report"],
    ["--update-baseline", "--baseline", "."],
  ]) {
    const { code, stderr } = await folder.gantry(["check", ...args]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/cannot be (written|read)/);
    expect(stderr).not.toContain("This is a bug");
  }
  expect((await folder.gantry(["check", "--baseline", "."])).stderr).toContain("cannot be read");
});

test("--rule, --severity and the settings choose what is reported", async () => {
  await using folder = await createFolder({ "compose.yaml": faulty });
  const rules = async (...args: string[]) => {
    const { stdout } = await folder.gantry(["check", "--json", ...args]);
    return new Set<string>(JSON.parse(stdout).findings.map(({ rule }: { rule: string }) => rule));
  };
  expect(await rules("--rule", "compose-no-memory-limit")).toEqual(new Set(["compose-no-memory-limit"]));
  expect(await rules("--severity", "error")).not.toContain("compose-no-memory-limit");
  await folder.write("gantry.check.yaml", "rules:\n  compose-no-memory-limit: off\n  compose-no-log-rotation: error\n");
  expect(await rules()).not.toContain("compose-no-memory-limit");
  expect(await rules("--severity", "error")).toContain("compose-no-log-rotation");
});

test("more warnings than --max-warnings are exit code 1, fewer are 0", async () => {
  await using folder = await createFolder({ "compose.yaml": faulty });
  const only = ["check", "--rule", "compose-no-memory-limit"];
  expect((await folder.gantry(only)).code).toBe(0);
  expect((await folder.gantry([...only, "--max-warnings", "1"])).code).toBe(1);
  expect((await folder.gantry([...only, "--max-warnings", "2"])).code).toBe(0);
});

test("with a baseline only new findings are reported, also after lines have moved", async () => {
  await using folder = await createFolder({ "compose.yaml": faulty });
  expect((await folder.gantry(["check", "--update-baseline"])).code).toBe(0);
  await folder.write("compose.yaml", `# moved\n\n${faulty}`);
  const same = await folder.gantry(["check"]);
  expect(same).toMatchObject({ code: 0, stdout: expect.stringMatching(/Nothing found\.\n\d+ in the baseline\./) });
  await folder.write(
    "compose.yaml",
    faulty.replace("  db:", "  api:\n    image: node:22-alpine\n    privileged: true\n  db:"),
  );
  const more = await folder.gantry(["check", "--json"]);
  const { findings } = JSON.parse(more.stdout);
  expect(findings.length).toBeGreaterThan(0);
  expect(findings.every(({ message }: { message: string }) => message.includes('"api"'))).toBe(true);
  const missing = await folder.gantry(["check", "--baseline", "other.json"]);
  expect(missing).toMatchObject({ code: 2, stderr: expect.stringContaining("--update-baseline") });
});

test("--fix --dry-run shows a diff and writes nothing; --fix writes it, and the second time nothing", async () => {
  await using folder = await createFolder({ "compose.yaml": faulty });
  const shown = await folder.gantry(["check", "--fix", "--dry-run"]);
  expect(shown.stdout).toContain("--- a/compose.yaml");
  expect(await folder.read("compose.yaml")).toBe(faulty);
  expect((await folder.gantry(["check", "--fix"])).stderr).toContain("Changed compose.yaml.");
  const mended = await folder.read("compose.yaml");
  expect(mended).not.toBe(faulty);
  expect((await folder.gantry(["check", "--fix"])).stderr).toContain("Nothing could be mended mechanically.");
  expect(await folder.read("compose.yaml")).toBe(mended);
});

test("--list-rules names every rule, --explain says what one is about, and a wrong name is a wrong use", async () => {
  await using folder = await createFolder({});
  const { stdout } = await folder.gantry(["check", "--list-rules"]);
  expect(stdout.trimEnd().split("\n").length).toBeGreaterThanOrEqual(120);
  const explained = await folder.gantry(["check", "--explain", "health-tool-missing"]);
  expect(explained.stdout).toMatch(/^health-tool-missing {2}\(error, health/);
  expect(explained.stdout).toMatch(/Why: .*\nFix: .*/);
  const wrong = await folder.gantry(["check", "--explain", "health-tool-mising"]);
  expect(wrong).toMatchObject({ code: 2, stderr: expect.stringContaining('Did you mean "health-tool-missing"?') });
  expect((await folder.gantry(["check", "no-such-folder"])).code).toBe(2);
});

test("the stack of a gantry.config.ts is checked at its own lines", async () => {
  const config = `import { defineStack, service } from "gantry";

export default defineStack({
  name: "shop",
  services: {
    web: service({ image: "node:latest", command: ["node", "server.js"] }),
  },
});
`;
  await using folder = await createFolder({ "gantry.config.ts": config });
  const { stdout, code, stderr } = await folder.gantry(["check", "--json"]);
  expect(stderr).toBe("");
  const { findings, stacks } = JSON.parse(stdout);
  expect(stacks).toEqual([expect.objectContaining({ files: ["gantry.config.ts"], production: true })]);
  expect(findings.length).toBeGreaterThan(0);
  for (const { at, fix } of findings) {
    expect(at).toMatchObject({ file: "gantry.config.ts", line: 6 });
    expect(fix).toBeUndefined();
  }
  expect([0, 1]).toContain(code);
  const rules = [...new Set(findings.map(({ rule }: { rule: string }) => rule))].join(", ");
  await folder.write(
    "gantry.config.ts",
    config.replace("    web:", `    // gantry-ignore ${rules}: meant so\n    web:`),
  );
  expect((await folder.gantry(["check"])).stdout).toContain("Nothing found.");
});

test("a gantry.config.ts that cannot be loaded is a finding beside the others", async () => {
  const config =
    'import { defineStack } from "gantry";\n\nexport default defineStack({ name: "shop", servces: {} });\n';
  await using folder = await createFolder({ "gantry.config.ts": config, "deploy/compose.prod.yaml": faulty });
  const { stdout, code } = await folder.gantry(["check", "--json", "--severity", "error"]);
  const { findings } = JSON.parse(stdout);
  expect(findings).toContainEqual(
    expect.objectContaining({
      rule: "parse",
      message: expect.stringContaining("servces"),
      at: expect.objectContaining({ file: "gantry.config.ts" }),
    }),
  );
  expect(findings.some(({ at }: { at: { file: string } }) => at.file === "deploy/compose.prod.yaml")).toBe(true);
  expect(code).toBe(1);
});

test("YAML and Dockerfiles as few write them are read by libraries, which are loaded for them", async () => {
  await using folder = await createFolder({
    "compose.yaml":
      "services:\n  web:\n    build: .\n    labels:\n      note: a text\n        that goes on\n    privileged: true\n",
    Dockerfile: "FROM node:14\r\nUSER node\r\n",
  });
  const { stdout } = await folder.gantry(["check"]);
  expect(stdout).toContain("is privileged");
  expect(stdout).toMatch(/1:6 {2}warning {2}The image node 14 gets no more fixes/);
});
