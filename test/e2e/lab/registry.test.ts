import { expect, test } from "vitest";
import { docker, tryDocker } from "../../lab/host/docker.ts";
import { engine } from "../../lab/lab.ts";
import { ensureRegistry } from "../../lab/registry.ts";

test("what one engine pushes to the lab's registry, another pulls by the same name", async () => {
  const { host } = await ensureRegistry({ from: ["host", "28.5"] });
  const [{ dockerHost: here }, { dockerHost: there }] = [await engine("host"), await engine("28.5")];
  const reference = `${host}/gantry-test-registry:1`;
  await docker(here, ["tag", "busybox:latest", reference]);
  try {
    await docker(here, ["push", "--quiet", reference]);
    expect(await docker(there, ["pull", "--quiet", reference])).toContain(reference);
  } finally {
    await tryDocker(here, ["image", "rm", reference]);
    await tryDocker(there, ["image", "rm", reference]);
  }
});

test("a registry with a login refuses whoever has none", async () => {
  const { host, login } = await ensureRegistry({ login: true });
  const ask = async (headers: Record<string, string>) => (await fetch(`http://${host}/v2/`, { headers })).status;
  const credentials = Buffer.from(`${login?.username}:${login?.password}`).toString("base64");
  expect(await ask({})).toBe(401);
  expect(await ask({ authorization: `Basic ${credentials}` })).toBe(200);
});
