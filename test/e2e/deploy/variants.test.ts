import { afterEach, expect, test } from "vitest";
import { createDeployment, type Deployment, type Tally, type Version } from "./rig.ts";

let deployment: Deployment | undefined;
afterEach(async () => {
  await deployment?.[Symbol.asyncDispose]();
  deployment = undefined;
});

/** What clients met while the second version took the place of the first. */
async function deployUnderLoad(port: number, stack: Omit<Version, "version">): Promise<Tally> {
  deployment = await createDeployment({ port });
  const { deploy, ask, load, containers } = deployment;
  expect((await deploy({ ...stack, version: "1" })).code).toBe(0);
  const clients = await load();
  const second = await deploy({ ...stack, version: "2" });
  expect(second.code, second.stderr).toBe(0);
  const tally = await clients.stop();
  console.info(
    `${stack.proxy ?? "caddy"}, ${stack.replicas ?? 1} replicas: ${tally.requests} requests, ${tally.idleResets} idle resets`,
  );
  expect(tally.versions.toSorted()).toEqual(["1", "2"]);
  const kept = (await ask("/orders")).body.trim().split("\n");
  expect(kept.toSorted()).toEqual(tally.posted.toSorted());
  expect(await containers()).toHaveLength(1 + 2 * (stack.replicas ?? 1));
  return tally;
}

test("three replicas behind Caddy are replaced without a failed request", async () => {
  const { failures, idleResets } = await deployUnderLoad(18_203, { replicas: 3 });
  expect(failures).toEqual([]);
  expect(idleResets).toBe(0);
});

test("behind nginx no request fails but those on connections that it closes while idle", async () => {
  const { failures } = await deployUnderLoad(18_204, { proxy: "nginx" });
  expect(failures).toEqual([]);
});
