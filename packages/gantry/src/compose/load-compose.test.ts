import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { loadCompose } from "./load-compose.ts";

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "gantry-load-"));
});
afterEach(() => rmSync(directory, { recursive: true }));

function write(files: Record<string, string>): void {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, name)), { recursive: true });
    writeFileSync(join(directory, name), content);
  }
}

const load = (options: Partial<Parameters<typeof loadCompose>[0]> = {}) =>
  loadCompose({ directory, environment: {}, projectName: "test", ...options });

describe("a loaded stack", () => {
  test("knows where each value stands, through merging and extends", async () => {
    write({
      "compose.yaml":
        "services:\n  web:\n    extends: {file: base/common.yaml, service: app}\n    ports:\n      - 80:80\n",
      "compose.override.yaml": "services:\n  web:\n    environment:\n      - A=1\n",
      "base/common.yaml": "services:\n  app:\n    image: nginx\n",
    });
    const { positions, files } = await load();
    expect(files).toEqual([join(directory, "compose.yaml"), join(directory, "compose.override.yaml")]);
    expect(positions.at(["services", "web", "image"])).toEqual({ file: "base/common.yaml", line: 3, column: 12 });
    expect(positions.at(["services", "web", "ports", 0, "target"])).toEqual({
      file: "compose.yaml",
      line: 5,
      column: 9,
    });
    expect(positions.at(["services", "web", "environment", "A"])).toEqual({
      file: "compose.override.yaml",
      line: 4,
      column: 9,
    });
  });

  test("warns of what is unset or obsolete, once each", async () => {
    write({ "compose.yaml": 'version: "3"\nservices: {a: {image: "x:$NONE"}, b: {image: "y:$NONE"}}\n' });
    expect((await load()).warnings).toEqual([
      "The variable NONE is not set: it stands for an empty text.",
      'compose.yaml: the key "version" is obsolete and ignored; take it out.',
    ]);
  });

  test("sees the variables that the process and .env have, and the project's name", async () => {
    write({ ".env": "A=file\nB=file\n", "compose.yaml": "services: {a: {image: x}}\n" });
    const { variables } = await load({ environment: { A: "shell", GONE: undefined } });
    expect(variables).toEqual({ A: "shell", B: "file", COMPOSE_PROJECT_NAME: "test" });
  });

  test("leaves .env alone when COMPOSE_DISABLE_ENV_FILE says so", async () => {
    write({ ".env": "A=file\n", "compose.yaml": "services: {a: {image: x}}\n" });
    expect((await load({ environment: { COMPOSE_DISABLE_ENV_FILE: "1" } })).variables).not.toHaveProperty("A");
  });

  test("has the value of a secret that only an included file's env file has", async () => {
    write({
      "compose.yaml": "include: [sub/compose.yaml]\nservices: {a: {image: x}}\n",
      "sub/.env": "TOKEN=hidden\n",
      "sub/compose.yaml": "services: {b: {image: y, secrets: [t]}}\nsecrets: {t: {environment: TOKEN}}\n",
    });
    const { variables, stack } = await load();
    expect(variables["TOKEN"]).toBe("hidden");
    expect(JSON.stringify(stack)).not.toContain("hidden");
  });

  test("is read from standard input, relative paths from the folder of the command", async () => {
    const { stack, files } = await load({
      files: ["-"],
      readStandardInput: async () => "services: {a: {build: ./app}}\n",
    });
    expect(files).toEqual(["-"]);
    expect(stack.services["a"]?.build?.context).toBe(join(directory, "app"));
  });
});

describe("what cannot be loaded", () => {
  test("a file that is not there says so by its name", async () => {
    await expect(load({ files: ["gone.yaml"] })).rejects.toMatchObject({
      code: "not-found",
      message: "gone.yaml: the file does not exist.",
    });
  });

  test("a folder without a file says what to add", async () => {
    await expect(load()).rejects.toMatchObject({ code: "not-found", fix: expect.stringContaining("compose.yaml") });
  });

  test("a file that is a folder says so", async () => {
    write({ "compose.yaml/x": "" });
    await expect(load()).rejects.toThrow("compose.yaml: the file is a folder, not a file.");
  });

  test("all that is wrong comes at once, from every file", async () => {
    write({
      "compose.yaml": "services:\n  web:\n    image: a\n    prots: []\n",
      "compose.override.yaml": "services:\n  web:\n    tty: maybe\n",
    });
    await expect(load()).rejects.toThrow(
      [
        "2 errors:",
        '  compose.yaml:4:5: services.web.prots: unknown key. Did you mean "ports"?',
        '  compose.override.yaml:3:10: services.web.tty: "maybe" is neither true nor false.',
      ].join("\n"),
    );
  });

  test("what is not on this machine is not fetched, and named", async () => {
    write({
      "compose.yaml": [
        "include: ['https://example.com/stack.git']",
        "services: {a: {image: x, extends: {file: 'oci://example.com/base', service: b}}}",
      ].join("\n"),
    });
    const message = "is not on this machine; Gantry reads local files only.";
    await expect(load()).rejects.toThrow(`include[0]: https://example.com/stack.git ${message}`);
    await expect(load()).rejects.toThrow(`services.a.extends.file: oci://example.com/base ${message}`);
    await expect(load({ files: ["https://example.com/x"] })).rejects.toMatchObject({ code: "config" });
  });

  test("files that include each other twice over and over end in an error", async () => {
    const levels = Array.from({ length: 15 }, (_, level) => level);
    write({
      "compose.yaml": "include: [0.yaml]\nservices: {a: {image: x}}\n",
      ...Object.fromEntries(
        levels.map((level) => [`${level}.yaml`, `include: [${level + 1}.yaml, ${level + 1}.yaml]\nservices: {}\n`]),
      ),
      "15.yaml": "services: {}\n",
    });
    await expect(load()).rejects.toThrow("more than 1000 files are included.");
  });

  test("a range of all ports, twice, ends in an error with a place", async () => {
    write({ "compose.yaml": 'services: {a: {image: x, ports: ["1-65535", "1-65535:1-65535"]}}\n' });
    await expect(load()).rejects.toThrow(
      "compose.yaml:1:34: services.a.ports[0]: with this, short syntax stands for more",
    );
  });
});
