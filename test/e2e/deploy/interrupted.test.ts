import { afterAll, beforeAll, expect, test } from "vitest";
import { createDeployment, type Deployment, type Version } from "./rig.ts";

let deployment: Deployment;
beforeAll(async () => {
  deployment = await createDeployment({ port: 18_202 });
  expect((await deployment.deploy({ version: "0" })).code).toBe(0);
});
afterAll(() => deployment[Symbol.asyncDispose]());

const steps = ["start", "switch", "watch", "drain", "stop", "record"];
const undoing = ["switch-back", "remove-new"];

/** What can be done to a deploy at any moment, and how it ends. */
const faults = {
  "kill -9": async (running: ReturnType<Deployment["start"]>) => void running.child.kill("SIGKILL"),
  "cut link": () => deployment.cutLinks(),
  "Ctrl-C": async (running: ReturnType<Deployment["start"]>) => void running.child.kill("SIGINT"),
};

const table: { fault: string; step: string; outcome: string; serves: string }[] = [];

async function interrupt(version: Version, step: string, fault: keyof typeof faults): Promise<void> {
  await deployment.describe(version);
  const running = deployment.start("deploy", "--yes", "--json", "--watch", "1s");
  await running.saw(new RegExp(`"type":"step-start"[^\\n]*"step":"${step}"`));
  await faults[fault](running);
  const { code, stdout } = await running.finished;
  const result = /"type":"result".*"status":"(\w+)"/.exec(stdout)?.[1];
  const { status, body } = await deployment.ask("/");
  expect(status, `${fault} at ${step}`).toBe(200);
  table.push({ fault, step, outcome: result ?? (code === null ? "killed" : `exit ${code}`), serves: body });
}

/** A plain deploy afterwards: everything is as if nothing had happened. */
async function converge(version: string): Promise<void> {
  const { code, stderr } = await deployment.deploy({ version });
  expect(code, stderr).toBe(0);
  expect(await deployment.ask("/")).toEqual({ status: 200, body: version });
  expect(await deployment.ask("/api/")).toEqual({ status: 200, body: version });
  expect(await deployment.containers()).toHaveLength(3);
  const all = await deployment.engine.containers.list();
  const own = all.flatMap(({ Names }) => Names).filter((name) => name.includes(deployment.name));
  expect(own.filter((name) => name.includes("lock"))).toEqual([]);
}

test("a deploy that dies at any step is ended by the next one, and clients notice nothing", async () => {
  const load = await deployment.load();
  let version = 0;
  for (const fault of Object.keys(faults) as (keyof typeof faults)[]) {
    for (const step of steps) {
      version += 1;
      await interrupt({ version: String(version) }, step, fault);
      await converge(String(version));
    }
  }
  for (const step of undoing) {
    version += 1;
    await interrupt({ version: String(version), mood: "wrong" }, step, "kill -9");
    await converge(String(version));
  }
  const tally = await load.stop();
  console.info(
    table.map(({ fault, step, outcome, serves }) => `${fault} at ${step}: ${outcome}, then r${serves}`).join("\n"),
  );
  const wrong = tally.failures.filter((failure) => !failure.includes("500"));
  expect(wrong).toEqual([]);
  const kept = (await deployment.ask("/orders")).body.trim().split("\n");
  expect(kept.toSorted()).toEqual(tally.posted.toSorted());
}, 600_000);
