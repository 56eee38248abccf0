import { rm } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { connectEngine } from "../../../packages/gantry/src/engine/connect-engine.ts";
import { engine as labEngine } from "../../lab/lab.ts";
import { createDeployment, type Deployment } from "./rig.ts";

const port = 18_241;

let deployment: Deployment;
beforeAll(async () => {
  deployment = await createDeployment({ port });
});
afterAll(async () => {
  const { name, engine } = deployment;
  await deployment.gantry("down", "--volumes", "--yes");
  const host = await connectEngine({ host: (await labEngine("host")).dockerHost });
  for (const each of [engine, host]) {
    const tags = (await each.images.list()).flatMap(({ RepoTags }) => RepoTags ?? []);
    for (const tag of tags) if (tag.startsWith(`${name}-web:`)) await each.images.remove(tag);
  }
  await host.close();
  await deployment[Symbol.asyncDispose]();
});

/** A single page application's usual server: what it has no file for gets the page. */
const app = `
const { readFileSync } = require("node:fs");
require("node:http").createServer((request, response) => {
  const path = decodeURIComponent(request.url);
  try {
    response.setHeader("x-served-by", "service").end(readFileSync("/app" + path));
  } catch {
    response.end("page");
  }
}).listen(3000);
`;

const configurations = {
  caddy: "{\n\tauto_https off\n}\n\n:80 {\n\treverse_proxy web:3000\n}\n",
  nginx: "events {}\nhttp {\n  server {\n    listen 80;\n    location / { proxy_pass http://web:3000; }\n  }\n}\n",
};

/** Deploys a version whose hashed files no other has; `logo.txt` is in each, with another content. */
async function deploy(version: number, proxy: "caddy" | "nginx"): Promise<string> {
  const {
    workspace,
    link: { sshHost },
  } = deployment;
  await rm(join(workspace.directory, "assets"), { recursive: true, force: true });
  await workspace.write(`assets/chunks/[slug]-${version}.js`, `chunk ${version}`);
  await workspace.write("assets/logo.txt", `logo ${version}`);
  await workspace.write("proxy.conf", configurations[proxy]);
  const target = proxy === "caddy" ? "/etc/caddy/Caddyfile" : "/etc/nginx/nginx.conf";
  await workspace.write(
    "compose.yaml",
    JSON.stringify({
      services: {
        web: {
          build: { context: ".", dockerfile_inline: "FROM node:22-alpine\nCOPY assets /app/assets\n" },
          command: ["node", "-e", app],
          init: true,
          healthcheck: { test: ["CMD", "node", "-e", "fetch('http://127.0.0.1:3000/')"], interval: "1s" },
          "x-gantry": { assets: [{ path: "/assets", folder: "/app/assets" }] },
        },
        proxy: {
          image: proxy === "caddy" ? "caddy:2" : "nginx:alpine",
          ports: [`${port}:80`],
          volumes: [`./proxy.conf:${target}:ro`],
        },
      },
      "x-gantry": { environments: { production: { host: sshHost } } },
    }),
  );
  const { code, stderr } = await deployment.gantry("deploy", "--yes", "--watch", "0s");
  expect(code, stderr).toBe(0);
  expect(stderr).not.toContain("could not be kept");
  return stderr;
}

const chunk = async (version: number) => (await deployment.ask(`/assets/chunks/%5Bslug%5D-${version}.js`)).body;

describe.sequential("files of earlier releases", () => {
  test("are served by Caddy after a switch; what the new version has comes from itself, and what nobody has is its own to answer", async () => {
    await deploy(1, "caddy");
    expect(await chunk(1)).toBe("chunk 1");
    expect(await chunk(2)).toBe("page");
    await deploy(2, "caddy");
    expect([await chunk(1), await chunk(2), await chunk(3)]).toEqual(["chunk 1", "chunk 2", "page"]);
    expect((await deployment.ask("/assets/logo.txt")).body).toBe("logo 2");
  });

  test("go with the releases that are no longer kept", async () => {
    for (const version of [3, 4, 5]) await deploy(version, "caddy");
    expect(await chunk(1)).toBe("chunk 1");
    await deploy(6, "caddy");
    expect([await chunk(1), await chunk(2), await chunk(6)]).toEqual(["page", "chunk 2", "chunk 6"]);
  });

  test("are served by nginx, stay when the way back is taken, and leave no container behind, that of a killed run neither", async () => {
    const { engine, name } = deployment;
    for (const stray of [`gantry-${name}-assets-0`, `gantry-${name}-proxy-prepare`]) {
      await engine.containers.create(stray, { Image: "node:22-alpine", Cmd: ["true"] });
    }
    await deploy(7, "nginx");
    expect([await chunk(2), await chunk(6), await chunk(7)]).toEqual(["page", "chunk 6", "chunk 7"]);
    expect((await deployment.ask("/.gantry-assets/web/assets/chunks/%5Bslug%5D-6.js")).status).toBe(404);
    const names = (await engine.containers.list()).flatMap(({ Names }) => Names.map((each) => each.slice(1)));
    expect(names.filter((each) => each.includes(`gantry-${name}`))).toEqual([`gantry-${name}-state`]);
    const { code, stderr } = await deployment.gantry("rollback", "--yes", "--watch", "0s");
    expect(code, stderr).toBe(0);
    expect([await chunk(6), await chunk(7)]).toEqual(["chunk 6", "chunk 7"]);
    expect((await deployment.ask("/assets/logo.txt")).body).toBe("logo 6");
  });
});
