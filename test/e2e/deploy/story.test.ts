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

  test("keeps the version that serves when a new one does not get healthy", async () => {
    const { code, stderr } = await deployment.deploy({ version: "4", mood: "sick" });
    expect(code).toBe(1);
    expect(stderr).toContain("the database is somewhere else");
    expect(stderr).toContain("r3 serves as before");
    expect(await deployment.ask("/")).toEqual({ status: 200, body: "3" });
    expect(await deployment.containers()).toHaveLength(3);
  });

  test("goes back to the version before when a new one crashes after the switch", async () => {
    const { code, stderr } = await deployment.deploy({ version: "5", mood: "crashing" }, "--watch", "20s");
    expect(code).toBe(1);
    expect(stderr).toMatch(/(crashed|ended with exit code 3|was restarted)/);
    expect(await deployment.ask("/")).toEqual({ status: 200, body: "3" });
    expect(await deployment.containers()).toHaveLength(3);
  });

  test("goes back to the version before when its front door answers with errors", async () => {
    const { code, stderr } = await deployment.deploy({ version: "6", mood: "wrong" });
    expect(code).toBe(1);
    expect(stderr).toContain("answered 500 after the switch");
    expect(await deployment.ask("/")).toEqual({ status: 200, body: "3" });
  });

  test("is not touched by a migration that fails", async () => {
    const { code, stderr } = await deployment.deploy({
      ...{ version: "7", migrate: "console.error('no such column: price'); process.exit(1)" },
    });
    expect(code).toBe(1);
    expect(stderr).toContain("no such column: price");
    expect(await deployment.ask("/")).toEqual({ status: 200, body: "3" });
    const changed = await succeed(deployment.deploy({ version: "7", migrate: "console.log('migrated')" }));
    expect(changed.stderr).toContain("deployed as r");
    expect(await deployment.ask("/")).toEqual({ status: 200, body: "7" });
  });

  test("runs its hooks here and in containers, tells them what is deployed, and is taken back when one fails", async () => {
    const say = ["sh", "-c", "echo $$GANTRY_HOOK $$GANTRY_RELEASE $$GANTRY_SERVICES"];
    const { stderr } = await succeed(
      deployment.deploy({
        version: "8",
        hooks: { pre_deploy: { command: say }, post_switch: { command: say, service: "web" } },
      }),
    );
    expect(stderr).toMatch(/pre_deploy \d+ web,api/);
    expect(stderr).toMatch(/post_switch \d+ web,api/);
    const failing = { pre_build: { command: say }, post_switch: { command: ["sh", "-c", "echo not warm; exit 7"] } };
    const failed = await deployment.deploy({ version: "9", hooks: { ...failing, on_failure: { command: say } } });
    expect(failed.code).toBe(1);
    expect(failed.stderr).toContain("hooks.post_switch[0] ended with exit code 7");
    expect(failed.stderr).toMatch(/on_failure \d+/);
    expect(await deployment.ask("/")).toEqual({ status: 200, body: "8" });
  });

  test("goes back by a rollback, with the configuration of then, and nothing is built or shipped", async () => {
    await succeed(deployment.gantry("rollback", "r2", "--yes", "--watch", "1s"));
    expect(await deployment.ask("/")).toEqual({ status: 200, body: "2" });
    const { stdout } = await succeed(deployment.gantry("audit", "--json"));
    const outcomes = JSON.parse(stdout).events.map(({ outcome }: { outcome: string }) => outcome);
    expect(outcomes.filter((outcome: string) => outcome === "done")).toHaveLength(6);
    expect(outcomes).toContain("rolled-back");
    expect(outcomes).toContain("failed");
  });

  test("answers with a maintenance page when asked to", async () => {
    await succeed(deployment.gantry("maintenance", "on"));
    expect((await deployment.ask("/")).status).toBe(503);
    await succeed(deployment.gantry("maintenance", "off"));
    expect((await deployment.ask("/")).status).toBe(200);
  });
});
