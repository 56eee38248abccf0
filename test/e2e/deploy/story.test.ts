import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createDeployment, type Deployment } from "./rig.ts";

let deployment: Deployment;
beforeAll(async () => {
  deployment = await createDeployment({ port: 18_201 });
});
afterAll(() => deployment[Symbol.asyncDispose]());

const succeed = async (finished: ReturnType<Deployment["gantry"]>) => {
  const result = await finished;
  expect(result.stderr + result.stdout, result.stderr).not.toContain("error:");
  expect(result.code).toBe(0);
  return result;
};

describe.sequential("a stack on a server, over ssh", () => {
  test("is deployed from Compose files: what the server lacks is shipped", async () => {
    await succeed(deployment.deploy({ version: "1" }));
    expect(await deployment.ask("/")).toEqual({ status: 200, body: "1" });
    expect(await deployment.ask("/api/")).toEqual({ status: 200, body: "1" });
  });

  test("is left alone when nothing has changed", async () => {
    const { stderr } = await succeed(deployment.deploy({ version: "1" }));
    expect(stderr).toContain("nothing has changed");
    const { stdout } = await succeed(deployment.gantry("releases", "--json"));
    expect(JSON.parse(stdout).releases).toHaveLength(1);
  });

  test("gets new versions while clients go on, and none of them notices", async () => {
    const load = await deployment.load();
    for (const version of ["2", "3"]) await succeed(deployment.deploy({ version }));
    const tally = await load.stop();
    console.info(`deploys under load: ${JSON.stringify({ ...tally, posted: tally.posted.length })}`);
    expect(tally.failures).toEqual([]);
    expect(tally.idleResets).toBe(0);
    expect(tally.versions.toSorted()).toEqual(["1", "2", "3"]);
    const kept = (await deployment.ask("/orders")).body.trim().split("\n");
    expect(kept.toSorted()).toEqual(tally.posted.toSorted());
    expect(await deployment.containers()).toHaveLength(3);
  });

  test("runs a migration before the new version starts", async () => {
    const { stderr } = await succeed(deployment.deploy({ version: "4", migrate: "console.log('migrated')" }));
    expect(stderr).toContain("deployed as r4");
    expect(await deployment.ask("/")).toEqual({ status: 200, body: "4" });
  });

  test("runs its hooks here and in containers, and tells them what is deployed", async () => {
    const say = ["sh", "-c", "echo $$GANTRY_HOOK $$GANTRY_RELEASE $$GANTRY_SERVICES $$GANTRY_ENVIRONMENT"];
    const hooks = { pre_deploy: { command: say }, post_switch: { command: say, service: "web" } };
    const { stderr } = await succeed(deployment.deploy({ version: "5", hooks }));
    expect(stderr).toMatch(/pre_deploy \d+ web,api production/);
    expect(stderr).toMatch(/post_switch \d+ web,api production/);
  });

  test("goes back by a rollback, with the configuration of then, and nothing is built or shipped", async () => {
    await succeed(deployment.gantry("rollback", "r2", "--yes", "--watch", "1s"));
    expect(await deployment.ask("/")).toEqual({ status: 200, body: "2" });
    const again = await succeed(deployment.gantry("deploy", "--release", "r2", "--yes"));
    expect(again.stderr).toContain("r2 serves already");
    const { stdout } = await succeed(deployment.gantry("audit", "--json"));
    const outcomes = JSON.parse(stdout).events.map(({ outcome }: { outcome: string }) => outcome);
    expect(outcomes).toEqual(Array.from({ length: 6 }, () => "done"));
  });

  test("says of a deploy that failed what it had replaced in place by then, and keeps that", async () => {
    const hooks = { post_switch: { command: ["sh", "-c", "echo not warm; exit 7"] } };
    const { code, stderr } = await deployment.deploy({ version: "6", proxyMark: "2", hooks });
    expect(code).toBe(1);
    expect(stderr).toMatch(/r\d+ serves as before, but proxy, replaced in place before, stays as new\./);
    expect(await deployment.ask("/")).toEqual({ status: 200, body: "2" });
    const proxy = await deployment.engine.containers.inspect(`${deployment.name}-proxy-1`);
    expect(proxy.Config.Env).toContain("MARK=2");
  });

  test("answers with a maintenance page when asked to", async () => {
    await succeed(deployment.gantry("maintenance", "on"));
    expect((await deployment.ask("/")).status).toBe(503);
    await succeed(deployment.gantry("maintenance", "off"));
    expect((await deployment.ask("/")).status).toBe(200);
  });
});
