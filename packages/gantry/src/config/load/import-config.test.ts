import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { UserError } from "../../model/error.ts";
import { importConfig } from "./import-config.ts";

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "gantry-config-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const context = {
  environment: "development",
  production: false,
  development: true,
  domain: undefined,
  env: { COLOUR: "red" },
};

async function write(name: string, ...lines: string[]): Promise<string> {
  const file = join(folder, name);
  await writeFile(file, `${lines.join("\n")}\n`);
  return file;
}

const load = (file: string) => importConfig(file, { showPath: (path) => path.slice(folder.length + 1) });

async function failureOf(promise: Promise<unknown>): Promise<UserError> {
  const error = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof UserError)) throw new Error("expected a UserError", { cause: error });
  return error;
}

describe("importConfig", () => {
  test("runs TypeScript, with the files that it imports, and asks it for an environment", async () => {
    await write("names.ts", "export const name: string = 'shop';");
    const file = await write(
      "gantry.config.ts",
      'import { defineStack } from "gantry";',
      'import { name } from "./names.ts";',
      "export default defineStack(({ environment, env }) => ({ name: `${name}-${environment}-${env.COLOUR}`, services: {} }));",
    );
    const config = await load(file);
    expect(await config.evaluate(context)).toEqual({ name: "shop-development-red", services: {} });
    expect(config.files.sort()).toEqual([file, join(folder, "names.ts")]);
  });

  test("leaves no file behind, whether the config runs or throws", async () => {
    await load(
      await write(
        "gantry.config.ts",
        'import { defineStack } from "gantry";',
        "export default defineStack({} as any);",
      ),
    );
    await failureOf(load(await write("other.config.ts", 'throw new Error("no");')));
    expect((await readdir(folder)).sort()).toEqual(["gantry.config.ts", "other.config.ts"]);
  });

  test("shows the line that throws while the config is read", async () => {
    const file = await write(
      "gantry.config.ts",
      "interface Shape {",
      "  port: number;",
      "}",
      "const shape = undefined as unknown as Shape;",
      "export default shape.port;",
    );
    const error = await failureOf(load(file));
    expect(error.message).toMatch(/^gantry\.config\.ts:5:22: TypeError: /);
    expect(error.detail).toBe(`5 | export default shape.port;\n  | ${" ".repeat(21)}^`);
    expect(error.code).toBe("config");
  });

  test("shows the line that throws when it is asked for an environment, in a file that is imported too", async () => {
    await write(
      "helper.ts",
      "// a helper",
      "export function help(): never {",
      '  throw new RangeError("no help");',
      "}",
    );
    const file = await write(
      "gantry.config.ts",
      'import { defineStack } from "gantry";',
      'import { help } from "./helper.ts";',
      "export default defineStack(() => help());",
    );
    const config = await load(file);
    const error = await failureOf(config.evaluate(context));
    expect(error.message).toBe("helper.ts:3:9: RangeError: no help");
  });

  test("shows the user's line when one of our own functions throws", async () => {
    const file = await write(
      "gantry.config.ts",
      'import { defineStack, postgres } from "gantry";',
      'const db = postgres({ version: "17" });',
      "const url = `${db.url}?sslmode=require`;",
      "export default defineStack(() => ({ name: url, services: {} }));",
    );
    const error = await failureOf(load(file));
    expect(error.message).toMatch(
      /^gantry\.config\.ts:3:\d+: TypeError: A reference cannot be put into an ordinary string/,
    );
  });

  test("shows what is no TypeScript with its line, every place at once", async () => {
    const file = await write("gantry.config.ts", "const a = ;", "export default a;");
    const error = await failureOf(load(file));
    expect(error.message).toBe('gantry.config.ts:1:11: Unexpected ";".');
    expect(error.detail).toBe("1 | const a = ;\n  |           ^");
    expect(error.issues[0]?.position).toEqual({ file: "gantry.config.ts", line: 1, column: 11 });
  });

  test("names the import that is not there", async () => {
    const file = await write("gantry.config.ts", 'import { x } from "./nowhere.ts";', "export default x;");
    const error = await failureOf(load(file));
    expect(error.message).toBe('gantry.config.ts:1:19: Could not resolve "./nowhere.ts".');
  });

  test("names the package that is not installed", async () => {
    const file = await write("gantry.config.ts", 'import x from "no-such-package-here";', "export default x;");
    const error = await failureOf(load(file));
    expect(error.message).toBe('gantry.config.ts: imports "no-such-package-here", which is not installed.');
    expect(error.fix).toContain("npm install no-such-package-here");
  });

  test("says when the default export is missing or not a stack", async () => {
    const none = await failureOf(load(await write("a.ts", "export const x = 1;")));
    expect(none.message).toContain("a.ts: has no default export.");
    const other = await failureOf(load(await write("b.ts", "export default { name: 'x' };")));
    expect(other.message).toContain("b.ts: its default export was not made by defineStack().");
  });

  test("says when the function returns no stack", async () => {
    const file = await write(
      "gantry.config.ts",
      'import { defineStack } from "gantry";',
      'export default defineStack(() => { name: "shop" });',
    );
    const error = await failureOf(load(file).then((config) => config.evaluate(context)));
    expect(error.message).toBe(
      "gantry.config.ts: what defineStack() got describes no stack: it is undefined. " +
        "Return it from the function: return { name: …, services: … };",
    );
  });

  test("suggests the export that is meant by one that the package does not have", async () => {
    const file = await write(
      "gantry.config.ts",
      'import { defineStack, rediss } from "gantry";',
      "export default defineStack(() => ({ name: 'x', services: { cache: rediss({}) } }));",
    );
    const error = await failureOf(load(file));
    expect(error.message).toBe(
      'gantry.config.ts:1:23: No matching export in "package:gantry" for import "rediss". Did you mean "redis"?',
    );
  });

  test("reports a thrown value that is no error", async () => {
    const error = await failureOf(load(await write("a.ts", 'throw "enough";')));
    expect(error.message).toBe("a.ts: threw string: enough");
  });
});
