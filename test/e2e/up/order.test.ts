import { afterEach, beforeEach, expect, test } from "vitest";
import type { Dependency } from "../../../packages/gantry/src/model/service.ts";
import { planRestart } from "../../../packages/gantry/src/plan/plan-restart.ts";
import { planStart, planStop } from "../../../packages/gantry/src/plan/plan-stop.ts";
import { createProject, readyAfter, second, sleeper, type TestProject } from "./project.ts";

let project: TestProject;
beforeEach(async () => {
  project = await createProject();
});
afterEach(() => project[Symbol.asyncDispose]());

const after = (condition: Dependency["condition"], changes: Partial<Dependency> = {}): Dependency => ({
  condition,
  required: true,
  ...changes,
});

const failing = { test: ["CMD-SHELL", "exit 1"], interval: 0.3 * second, retries: 1 };

test("a service starts when what it waits for is healthy", async () => {
  await project.up({ web: sleeper({ depends_on: { db: after("service_healthy") } }), db: readyAfter(0.5) });
  const [db, web] = [await project.container("db"), await project.container("web")];
  const ready = project.events.find((event) => event.type === "phase" && event.phase === "healthy")?.time ?? 0;
  expect(Date.parse(web.State.StartedAt)).toBeGreaterThan(Date.parse(db.State.StartedAt) + 500);
  expect(Date.parse(web.State.StartedAt)).toBeGreaterThanOrEqual(ready);
});

test("containers are created while their dependencies still start", async () => {
  await project.up({ web: sleeper({ depends_on: { db: after("service_healthy") } }), db: readyAfter(1) });
  const [db, web] = [await project.container("db"), await project.container("web")];
  expect(Date.parse(web.Created)).toBeLessThan(Date.parse(db.State.StartedAt) + 1000);
});

test("a job is waited for until it has completed", async () => {
  await project.up({
    web: sleeper({ depends_on: { migrate: after("service_completed_successfully") } }),
    migrate: { command: ["sh", "-c", "sleep 0.5; echo migrated"] },
  });
  const [migrate, web] = [await project.container("migrate"), await project.container("web")];
  expect(migrate.State).toMatchObject({ Running: false, ExitCode: 0 });
  expect(Date.parse(web.State.StartedAt)).toBeGreaterThanOrEqual(Date.parse(migrate.State.FinishedAt));
  expect(project.phases("migrate").at(-1)).toBe("completed");
});

test("a job that fails is named with its exit code and last lines, and what waits for it is not started", async () => {
  const error = await project.failUp({
    web: sleeper({ depends_on: { migrate: after("service_completed_successfully") } }),
    migrate: { command: ["sh", "-c", "echo relation does not exist; exit 5"] },
  });
  expect(error.code).toBe("container-exited");
  expect(error.message).toContain("exited with code 5");
  expect(error.detail).toContain("relation does not exist");
  expect((await project.container("web")).State.Status).toBe("created");
});

test("services that do not depend on a failed one come up all the same, and all failures are told", async () => {
  const error = await project.failUp({
    db: sleeper({ healthcheck: failing }),
    web: sleeper({ depends_on: { db: after("service_healthy") } }),
    cache: readyAfter(0.2),
    worker: { command: ["false"], healthcheck: { test: ["CMD", "true"], interval: 30 * second } },
  });
  expect(error.issues).toHaveLength(2);
  expect(error.message).toMatch(/db: /);
  expect(error.message).toMatch(/worker: /);
  expect(project.phases("cache").at(-1)).toBe("healthy");
  expect((await project.container("web")).State.Status).toBe("created");
  const skipped = project.events.filter((event) => event.type === "operation-skipped");
  expect(skipped.map(({ step, because }) => [step.service, because])).toEqual([
    ["web", "not started, because db failed"],
  ]);
});

test("a dependency that is not required holds nobody up when it fails", async () => {
  await project.failUp({
    mail: sleeper({ healthcheck: failing }),
    web: sleeper({ depends_on: { mail: after("service_healthy", { required: false }) } }),
  });
  expect((await project.container("web")).State.Running).toBe(true);
  expect(project.events.some((event) => event.type === "warning" && /without mail/.test(event.message))).toBe(true);
});

test("waiting for the health of a service that has no check is an error that says so", async () => {
  const error = await project.failUp({
    db: sleeper(),
    web: sleeper({ depends_on: { db: after("service_healthy") } }),
  });
  expect(error.message).toMatch(/db: .*no health check/);
});

test("a restart waits until each service is ready again, in the order of their dependencies", async () => {
  const services = { web: sleeper({ depends_on: { db: after("service_healthy") } }), db: readyAfter(0.3) };
  await project.up(services);
  const before = await project.container("db");
  project.events.length = 0;
  await project.apply(services, planRestart);
  const [db, web] = [await project.container("db"), await project.container("web")];
  expect(db.Id).toBe(before.Id);
  expect(Date.parse(db.State.StartedAt)).toBeGreaterThan(Date.parse(before.State.StartedAt));
  expect(Date.parse(web.State.StartedAt)).toBeGreaterThan(Date.parse(db.State.StartedAt));
  expect(project.phases("db").at(-1)).toBe("healthy");
});

test("what is stopped is started again as it was", async () => {
  const services = { web: sleeper() };
  await project.up(services);
  const { Id } = await project.container("web");
  await project.apply(services, planStop);
  expect((await project.container("web")).State.Running).toBe(false);
  expect(project.phases("web").slice(-2)).toEqual(["stopping", "stopped"]);
  await project.apply(services, planStart);
  expect(await project.container("web")).toMatchObject({ Id, State: { Running: true } });
});

test("taking a stack down stops dependents before what they depend on, and leaves nothing", async () => {
  const services = { web: sleeper({ depends_on: { db: after("service_started") } }), db: sleeper() };
  await project.up(services);
  await project.down(services);
  const stopped = project.events.flatMap((event) =>
    event.type === "phase" && event.phase === "stopping" ? [event.service] : [],
  );
  expect(stopped).toEqual(["web", "db"]);
  expect(await project.containers()).toEqual([]);
  expect(await project.engine.networks.list({ labels: [`com.docker.compose.project=${project.name}`] })).toEqual([]);
});
