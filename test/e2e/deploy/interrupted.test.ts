import { afterAll, beforeAll, expect, test } from "vitest";
import { createDeployment, type Deployment, type Version } from "./rig.ts";

let deployment: Deployment;
beforeAll(async () => {
  deployment = await createDeployment({ port: 18_202 });
  const { code, stderr } = await deployment.deploy({ version: "0" });
  expect(code, stderr).toBe(0);
});
afterAll(() => deployment[Symbol.asyncDispose]());

const steps = ["start", "switch", "watch", "drain", "stop", "record"];

/** What can happen to a deploy at any moment. */
const faults = {
  "kill -9": async (running: ReturnType<Deployment["start"]>) => void running.child.kill("SIGKILL"),
  "cut link": () => deployment.cutLinks(),
  "Ctrl-C": async (running: ReturnType<Deployment["start"]>) => void running.child.kill("SIGINT"),
};

const table: { fault: string; step: string; outcome: string; serves: string }[] = [];

async function interrupt(version: Version, step: string, fault: keyof typeof faults): Promise<void> {
  await deployment.describe(version);
  const running = deployment.start("deploy", "--yes", "--json", "--watch", "1s", "--drain", "5s");
  await running.saw(new RegExp(`"type":"step-start"[^\\n]*"step":"${step}"`));
  await faults[fault](running);
  const { code, stdout } = await running.finished;
  const result = /"type":"result".*"status":"(\w+)"/.exec(stdout)?.[1];
  const { status, body } = await deployment.ask("/");
  // A version that answers with errors, and is killed before it is taken back, serves until the next deploy.
  if (version.mood !== "wrong") expect(status, `${fault} at ${step}`).toBe(200);
  table.push({ fault, step, outcome: result ?? (code === null ? "killed" : `exit ${code}`), serves: body });
}

/** All that is tried, in this order. */
const attempts: { fault: keyof typeof faults; step: string; mood?: "wrong" }[] = [
  ...steps.map((step) => ({ fault: "kill -9" as const, step })),
  ...["switch-back", "remove-new"].map((step) => ({ fault: "kill -9" as const, step, mood: "wrong" as const })),
  ...["start", "switch", "stop"].map((step) => ({ fault: "cut link" as const, step })),
  { fault: "Ctrl-C", step: "watch" },
];

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
  for (const [index, { fault, step, mood }] of attempts.entries()) {
    const version = String(index + 1);
    await interrupt({ version, ...(mood && { mood }) }, step, fault);
    await converge(version);
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
