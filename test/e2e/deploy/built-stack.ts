import { connectEngine } from "../../../packages/gantry/src/engine/connect-engine.ts";
import { engine as labEngine } from "../../lab/lab.ts";
import { createDeployment, type Deployment } from "./rig.ts";

/** A stack on the lab's server whose web service is built by a recipe. Disposing of it removes its images too. */
export interface BuiltStack extends AsyncDisposable {
  deployment: Deployment;
  /** Writes the stack down. What is given is a variable of the service, and no part of its image. */
  describe(level: string): Promise<void>;
}

export async function createBuiltStack(port: number): Promise<BuiltStack> {
  const deployment = await createDeployment({ port });
  const { workspace, link, name, engine } = deployment;
  const describe = async (level: string) => {
    const stack = {
      services: {
        web: {
          build: ".",
          environment: { LEVEL: level },
          "x-gantry": { recipe: { name: "node", start: ["node", "server.js"], port: 3000 } },
        },
        proxy: { image: "caddy:2", ports: [`${port}:80`], volumes: ["./Caddyfile:/etc/caddy/Caddyfile:ro"] },
      },
      "x-gantry": {
        routes: [{ host: "shop.test", service: "web", port: 3000 }],
        environments: { production: { host: link.sshHost } },
      },
    };
    await workspace.write("compose.yaml", JSON.stringify(stack));
  };
  await describe("1");
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
  return {
    deployment,
    describe,
    [Symbol.asyncDispose]: async () => {
      await deployment[Symbol.asyncDispose]();
      await using host = await connectEngine({ host: (await labEngine("host")).dockerHost });
      await using remote = await connectEngine({ host: engine.address });
      for (const each of [host, remote]) {
        for (const { RepoTags } of await each.images.list({ names: [`${name}-*`] })) {
          for (const tag of RepoTags ?? []) await each.images.remove(tag, { force: true });
        }
      }
    },
  };
}
