import { afterEach, beforeEach, expect, test } from "vitest";
import { createProject, sleeper, type TestProject } from "./project.ts";

let project: TestProject;
beforeEach(async () => {
  project = await createProject();
});
afterEach(() => project[Symbol.asyncDispose]());

const stack = { secrets: { token: { content: "s3cret" } }, configs: { app: { content: "debug=1" } } };

test("configs and secrets are there before the command starts, with their owner and mode", async () => {
  const web = sleeper({
    command: [
      "sh",
      "-c",
      "stat -c '%u:%g %a' /run/secrets/token /etc/app.conf && cat /run/secrets/token && echo; sleep 60",
    ],
    secrets: [{ source: "token", target: "token", uid: "70", gid: "71", mode: 0o400 }],
    configs: [{ source: "app", target: "/etc/app.conf" }],
  });
  await project.up({ web }, { stack });
  const { Id } = await project.container("web");
  let log = "";
  for await (const { data } of project.engine.containers.logs(Id, { follow: true })) {
    log += data.toString();
    if (log.includes("s3cret")) break;
  }
  expect(log).toMatch(/^70:71 400\n0:0 444\ns3cret/);
});

test.each([
  ["its root is read-only", { read_only: true }],
  ["a tmpfs lies over their folder", { tmpfs: ["/run"] }],
])("a container gets its files although %s", async (_, changes) => {
  await project.up({ web: sleeper({ secrets: [{ source: "token" }], ...changes }) }, { stack });
  expect(await project.run("web", "cat", "/run/secrets/token")).toBe("s3cret");
});

test("a changed secret replaces the container, and is never in what is emitted", async () => {
  const web = sleeper({ secrets: [{ source: "token" }] });
  await project.up({ web }, { stack });
  await project.up({ web }, { stack: { secrets: { token: { content: "n3w-one" } } } });
  expect(await project.run("web", "cat", "/run/secrets/token")).toBe("n3w-one");
  expect(JSON.stringify(project.events)).not.toMatch(/s3cret|n3w-one/);
});
