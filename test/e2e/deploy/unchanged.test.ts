import { afterAll, beforeAll, expect, test } from "vitest";
import { connectEngine } from "../../../packages/gantry/src/engine/connect-engine.ts";
import { engine as labEngine } from "../../lab/lab.ts";
import { createDeployment, type Deployment } from "./rig.ts";

let deployment: Deployment;
beforeAll(async () => {
  deployment = await createDeployment({ port: 18_251 });
  const { workspace, link } = deployment;
  const stack = {
    services: {
      web: {
        build: ".",
        environment: { LEVEL: "1" },
        "x-gantry": { recipe: { name: "node", start: ["node", "server.js"], port: 3000 } },
      },
      proxy: { image: "caddy:2", ports: ["18251:80"], volumes: ["./Caddyfile:/etc/caddy/Caddyfile:ro"] },
    },
    "x-gantry": {
      routes: [{ host: "shop.test", service: "web", port: 3000 }],
      environments: { production: { host: link.sshHost } },
    },
  };
  await workspace.write("compose.yaml", JSON.stringify(stack));
  await workspace.write("Caddyfile", "{\n\tauto_https off\n}\n\n:80 {\n\treverse_proxy web:3000\n}\n");
  const manifest = { name: "shop", version: "1.0.0", private: true };
  await workspace.write("package.json", JSON.stringify(manifest));
  const lock = { name: "shop", version: "1.0.0", lockfileVersion: 3, requires: true, packages: { "": manifest } };
  await workspace.write("package-lock.json", JSON.stringify(lock));
  await workspace.write(
    "server.js",
    `const server = require("node:http").createServer((request, response) => response.end("1")).listen(3000);
process.on("SIGTERM", () => server.close(() => process.exit(0)));
`,
  );
});
afterAll(async () => {
  const { name, engine } = deployment;
  await deployment[Symbol.asyncDispose]();
  await using host = await connectEngine({ host: (await labEngine("host")).dockerHost });
  await using remote = await connectEngine({ host: engine.address });
  for (const each of [host, remote]) {
    for (const { RepoTags } of await each.images.list({ names: [`${name}-*`] })) {
      for (const tag of RepoTags ?? []) await each.images.remove(tag, { force: true });
    }
  }
});

test("a deploy over ssh that changes nothing is quick, also when a service is built", async () => {
  const first = await deployment.gantry("deploy", "--yes", "--watch", "1s");
  expect(first.code, first.stderr).toBe(0);
  expect(await deployment.ask("/")).toEqual({ status: 200, body: "1" });
  const taken: number[] = [];
  for (let index = 0; index < 3; index++) {
    const began = performance.now();
    const { code, stderr } = await deployment.gantry("deploy", "--yes");
    taken.push(performance.now() - began);
    expect(code, stderr).toBe(0);
    expect(stderr).toContain("nothing has changed");
    // The image was looked at before: it is not saved again.
    expect(stderr).not.toMatch(/ of \d+ MiB/);
  }
  const seconds = taken.map((milliseconds) => `${(milliseconds / 1000).toFixed(2)} s`);
  console.info(`deploys that change nothing, a recipe's build and its scan included: ${seconds.join(", ")}`);
  const { stdout } = await deployment.gantry("releases", "--json");
  expect(JSON.parse(stdout).releases).toHaveLength(1);
});

test("a command runs in the image that was deployed: nothing is built on the server", async () => {
  const { code, stdout, stderr } = await deployment.gantry(
    "run",
    "--rm",
    "-T",
    "web",
    "node",
    "-p",
    "process.env.LEVEL",
  );
  expect(code, stderr).toBe(0);
  expect(stdout).toBe("1\n");
  expect(stderr).toBe("");
});
