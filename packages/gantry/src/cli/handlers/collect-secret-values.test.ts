import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { noPositions } from "../../model/position.ts";
import type { LoadedStack, Stack } from "../../model/stack.ts";
import { collectSecretValues } from "./collect-secret-values.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "gantry-secrets-"));
  await writeFile(join(folder, "key"), "of-a-file");
  await writeFile(join(folder, "bundle"), "x".repeat(65 * 1024));
});
afterAll(() => rm(folder, { recursive: true }));

const collect = async (stack: Partial<Stack>, changes: Partial<LoadedStack> = {}) => {
  const loaded: LoadedStack = {
    stack: { name: "shop", services: {}, ...stack },
    ...{ inactive: {}, environment: "production", directory: folder, files: [], positions: noPositions, warnings: [] },
    ...{ sensitive: new Set<string>(), variables: {} },
    ...changes,
  };
  return Object.fromEntries(await collectSecretValues(loaded));
};

test("secrets of the stack are known by their variables or names; certificates and bundles are none", async () => {
  const secrets = {
    token: { environment: "TOKEN" },
    inline: { content: "of-the-file" },
    key: { file: join(folder, "key") },
    bundle: { file: join(folder, "bundle") },
    absent: { file: join(folder, "absent") },
    ca: { file: join(folder, "key") },
  };
  expect(await collect({ secrets }, { variables: { TOKEN: "t0ken" } })).toEqual({
    TOKEN: "t0ken",
    inline: "of-the-file",
    key: "of-a-file",
  });
});

test("variables whose names say so are secrets, unless browsers get them anyway", async () => {
  const environment = {
    DB_PASSWORD: "a",
    NEXT_PUBLIC_API_KEY: "b",
    VITE_MAPS_KEY: "c",
    LOG_LEVEL: "d",
    EMPTY_TOKEN: "",
  };
  expect(await collect({ services: { web: { environment } } }, { variables: { API_TOKEN: "e", HOST: "f" } })).toEqual({
    DB_PASSWORD: "a",
    API_TOKEN: "e",
  });
});

test("what a typed stack calls a secret is one, under the name of its variable where it has one", async () => {
  const services = { web: { environment: { PLAIN: "s3cret" } } };
  expect(await collect({ services }, { sensitive: new Set(["s3cret", "part-of-a-url"]) })).toEqual({
    PLAIN: "s3cret",
    "a secret of the stack (1)": "part-of-a-url",
  });
});
