import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { caBundle } from "../../lab/ca-bundle.ts";
import { engine as labEngine } from "../../lab/lab.ts";
import { startGantry } from "../cli/start-gantry.ts";

const example = join(import.meta.dirname, "../../../examples/everyskill");
let takeDown: (() => Promise<unknown>) | undefined;

afterEach(async () => {
  await takeDown?.();
  takeDown = undefined;
});

async function findFreePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** The example under a project name of its own, from one of its two descriptions. */
async function openExample(file: string) {
  const port = await findFreePort();
  const { dockerHost } = await labEngine("host");
  const env = {
    DOCKER_HOST: dockerHost,
    HTTP_PORT: String(port),
    DB_PASSWORD: "only-for-this-test",
    GANTRY_BUILD_CA: caBundle() ?? "/dev/null",
  };
  const options = ["-p", `gantry-example-${process.pid}`, "-f", join(example, file)];
  const run = (...argv: string[]) => startGantry([...argv, ...options], { env }).finished;
  takeDown = () => run("down", "-v", "--yes");
  return { url: `http://localhost:${port}`, run };
}

it.each([
  ["its Compose file", "compose.yaml"],
  ["its gantry.config.ts", "gantry.config.ts"],
])("EverySkill comes up from %s and answers through Caddy from its database", async (_, file) => {
  const { url, run } = await openExample(file);
  const up = await run("up");
  expect(up, up.stderr).toMatchObject({ code: 0 });

  const health = await fetch(`${url}/api/health`);
  expect(health.status).toBe(200);
  expect(await health.json()).toEqual({ status: "healthy", db: true });
  expect(health.headers.get("via")).toMatch(/caddy/i);
  const found = (await (await fetch(`${url}/api/skills?q=find+errors`)).json()) as unknown;
  expect(JSON.stringify(found).length).toBeGreaterThan(20);

  const again = await run("up", "--json");
  expect(again, again.stderr).toMatchObject({ code: 0 });
  expect(again.stdout).not.toMatch(/"(create|replace|start)-container"/);
  expect(up.stdout + up.stderr + again.stdout + again.stderr).not.toContain("only-for-this-test");
});
