import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Stack } from "../../model/stack.ts";
import { readProxyFiles } from "./read-proxy-files.ts";

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "gantry-proxy-files-"));
  await mkdir(join(directory, "nginx/sites"), { recursive: true });
  await mkdir(join(directory, "binary"));
  await writeFile(join(directory, "nginx/nginx.conf"), "http {}\n");
  await writeFile(join(directory, "nginx/sites/a.conf"), "server {}\n");
  await writeFile(join(directory, "nginx/key.pem"), "key\n");
  await chmod(join(directory, "nginx/key.pem"), 0o600);
  await writeFile(join(directory, "binary/der"), Buffer.from([0xff, 0x00]));
});
afterAll(() => rm(directory, { recursive: true }));

const read = (stack: Omit<Stack, "name">) =>
  readProxyFiles({ stack: { name: "shop", ...stack }, directory, variables: { SITE: "from a variable" } });

test("reads a mounted folder in a fixed order, a key with its permissions, and leaves out what is no text", async () => {
  const files = await read({
    services: {
      front: {
        volumes: [
          { type: "bind", source: "./nginx", target: "/etc/nginx/" },
          { type: "bind", source: join(directory, "binary"), target: "/etc/nginx/ssl" },
          { type: "bind", source: "./missing", target: "/etc/nginx/missing" },
          { type: "bind", source: "./nginx", target: "/site" },
        ],
      },
      web: { volumes: [{ type: "bind", source: "./nginx", target: "/app" }] },
    },
  });
  expect([...files.keys()]).toEqual(["front"]);
  expect(files.get("front")?.map(({ name, path, mount }) => [name, path, mount])).toEqual([
    ["nginx/key.pem", "/etc/nginx/key.pem", "/etc/nginx"],
    ["nginx/nginx.conf", "/etc/nginx/nginx.conf", "/etc/nginx"],
    ["nginx/sites/a.conf", "/etc/nginx/sites/a.conf", "/etc/nginx"],
  ]);
  expect(files.get("front")?.[0]?.mode).toBe(0o600);
});

test("reads configs from a file, a variable, and as they are written", async () => {
  const target = (name: string) => `/etc/caddy/${name}`;
  const files = await read({
    services: {
      front: {
        configs: ["file", "variable", "text"].map((source) => ({ source, target: target(source), mode: 0o440 })),
      },
    },
    configs: {
      file: { file: "nginx/nginx.conf" },
      variable: { environment: "SITE" },
      text: { content: "as written" },
    },
  });
  expect(files.get("front")).toEqual([
    { name: "nginx/nginx.conf", path: target("file"), mount: target("file"), content: "http {}\n", mode: 0o440 },
    {
      name: target("variable"),
      path: target("variable"),
      mount: target("variable"),
      content: "from a variable",
      mode: 0o440,
    },
    { name: target("text"), path: target("text"), mount: target("text"), content: "as written", mode: 0o440 },
  ]);
});
