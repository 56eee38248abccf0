import { afterAll, beforeAll, expect, test } from "vitest";
import { type BuiltStack, createBuiltStack } from "./built-stack.ts";
import type { Deployment } from "./rig.ts";

let stack: BuiltStack;
let deployment: Deployment;
beforeAll(async () => {
  stack = await createBuiltStack(18_251);
  ({ deployment } = stack);
});
afterAll(() => stack?.[Symbol.asyncDispose]());

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
