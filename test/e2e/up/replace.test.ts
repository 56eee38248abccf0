import { afterEach, beforeEach, expect, test } from "vitest";
import type { Service } from "../../../packages/gantry/src/model/service.ts";
import { createProject, readyAfter, second, sleeper, type TestProject } from "./project.ts";

let project: TestProject;
beforeEach(async () => {
  project = await createProject();
});
afterEach(() => project[Symbol.asyncDispose]());

const version = (value: string, changes: Service = {}): Service =>
  sleeper({
    environment: { VERSION: value },
    healthcheck: { test: ["CMD", "true"], interval: 30 * second },
    ...changes,
  });

const broken = { test: ["CMD-SHELL", "echo no route; exit 1"], interval: 0.3 * second, retries: 1 };

test("a changed service is replaced under the same name, and nothing of the old one stays", async () => {
  await project.up({ web: version("1") });
  const old = await project.container("web");
  await project.up({ web: version("2") });
  const found = await project.container("web");
  expect(found.Id).not.toBe(old.Id);
  expect(found.Name).toBe(old.Name);
  expect(found.Config.Env).toContain("VERSION=2");
  expect(await project.containers()).toHaveLength(1);
});

test("a stack that is as it should be is left alone", async () => {
  await project.up({ web: version("1") });
  const before = await project.container("web");
  const result = await project.up({ web: version("1") });
  expect(result.changed).toBe(false);
  expect(await project.container("web")).toMatchObject({ Id: before.Id, State: { StartedAt: before.State.StartedAt } });
});

test("a failed health check leaves the old version serving", async () => {
  await project.up({ web: version("1") });
  const old = await project.container("web");
  const error = await project.failUp({ web: version("2", { healthcheck: broken }) });
  expect(error.code).toBe("unhealthy");
  expect(error.message).toContain("The previous container runs as before.");
  expect(error.detail).toContain("no route");
  const found = await project.container("web");
  expect(found).toMatchObject({ Id: old.Id, Name: old.Name, State: { Running: true } });
});

test("a successor that cannot even start leaves the old version serving", async () => {
  await project.up({ web: version("1") });
  const old = await project.container("web");
  const error = await project.failUp({ web: version("2", { command: ["/no/such/program"] }) });
  expect(error.message).toContain("/no/such/program");
  expect(await project.container("web")).toMatchObject({ Id: old.Id, Name: old.Name, State: { Running: true } });
});

test("a successor whose dependency fails is not left behind", async () => {
  await project.up({ web: version("1") });
  const error = await project.failUp({
    db: sleeper({ healthcheck: broken }),
    web: version("2", { depends_on: { db: { condition: "service_healthy", required: true } } }),
  });
  expect(error.message).toMatch(/^db: /);
  const web = await project.container("web");
  expect(web.Config.Env).toContain("VERSION=1");
  expect(web.State.Running).toBe(true);
});

test("what an anonymous volume holds is carried over, and comes back with the old version", async () => {
  const volumes = [{ type: "volume" as const, target: "/data" }];
  await project.up({ web: version("1", { volumes }) });
  await project.run("web", "sh", "-c", "echo kept > /data/file");
  await project.failUp({ web: version("2", { volumes, healthcheck: broken }) });
  expect(await project.run("web", "cat", "/data/file")).toBe("kept");
  await project.up({ web: version("3", { volumes }) });
  expect(await project.run("web", "cat", "/data/file")).toBe("kept");
});

test("an interruption leaves everything as it is and says how that is, and the next run goes on from there", async () => {
  const services = {
    db: version("1"),
    web: readyAfter(3, { depends_on: { db: { condition: "service_healthy", required: true } } }),
  };
  const controller = new AbortController();
  const error = await project.failUp(services, {
    signal: controller.signal,
    emit: (event) => {
      if (event.type === "phase" && event.service === "web" && event.phase === "probing") controller.abort();
    },
  });
  expect(error.code).toBe("interrupted");
  expect(error.detail).toContain(`ready: ${project.name}-db-1`);
  expect(error.detail).toContain(`started, not ready yet: ${project.name}-web-1`);
  expect((await project.container("web")).State.Running).toBe(true);
  const before = (await project.container("web")).Id;
  await project.up(services);
  expect((await project.container("web")).Id).toBe(before);
});

test.each(["creating", "waiting", "starting", "probing"] as const)(
  "an up that ends while a replacement is %s is finished by the next one",
  async (phase) => {
    await project.up({ web: version("1") });
    const controller = new AbortController();
    let replacing = false;
    await project.failUp(
      { web: version("2") },
      {
        signal: controller.signal,
        emit: (event) => {
          replacing ||= event.type === "operation-start" && event.step.type === "replace-container";
          if (replacing && event.type === "phase" && event.phase === phase) controller.abort();
        },
      },
    );
    await project.up({ web: version("2") });
    const web = await project.container("web");
    expect(web).toMatchObject({ Name: `/${project.name}-web-1`, State: { Running: true } });
    expect(web.Config.Env).toContain("VERSION=2");
    expect(await project.containers()).toHaveLength(1);
  },
);
