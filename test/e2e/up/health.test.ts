import { afterEach, beforeEach, expect, test } from "vitest";
import { createProject, readyAfter, second, sleeper, type TestProject } from "./project.ts";

let project: TestProject;
beforeEach(async () => {
  project = await createProject();
});
afterEach(() => project[Symbol.asyncDispose]());

test("a service is healthy when its check succeeds, not when the check's interval is over", async () => {
  const { milliseconds } = await project.up({ web: readyAfter(0.5) });
  expect(milliseconds).toBeLessThan(15_000);
  expect(project.phases("web")).toEqual(["waiting", "creating", "waiting", "starting", "probing", "healthy"]);
});

test("a service without a health check is up when it runs", async () => {
  await project.up({ web: sleeper() });
  expect(project.phases("web").at(-1)).toBe("running");
});

test("a check given as argv is run without a shell's reading of it", async () => {
  await project.up({
    web: sleeper({ healthcheck: { test: ["CMD", "test", "a b", "=", "a b"], interval: 30 * second } }),
  });
  expect(project.phases("web").at(-1)).toBe("healthy");
});

test("a container without a shell is probed as well", async () => {
  const dockerfile = "FROM scratch\nCOPY --from=busybox:latest /bin/busybox /busybox\n";
  await project.up({
    web: {
      build: { context: import.meta.dirname, dockerfile_inline: dockerfile },
      image: project.name,
      entrypoint: ["/busybox"],
      command: ["sleep", "600"],
      stop_signal: "SIGKILL",
      healthcheck: { test: ["CMD", "/busybox", "true"], interval: 30 * second },
    },
  });
  expect(project.phases("web").at(-1)).toBe("healthy");
});

test("an image's own health check counts when the service has none", async () => {
  const dockerfile = 'FROM busybox:latest\nHEALTHCHECK --interval=30s CMD ["test", "-f", "/ready"]\n';
  await project.up({
    web: {
      ...readyAfter(0.3),
      healthcheck: {},
      image: project.name,
      build: { context: import.meta.dirname, dockerfile_inline: dockerfile },
    },
  });
  expect(project.phases("web").at(-1)).toBe("healthy");
});

test("a failing health check shows what the check wrote and the container's last lines", async () => {
  const error = await project.failUp({
    web: {
      command: ["sh", "-c", "echo listening on 3000; trap exit TERM; while :; do sleep 0.1; done"],
      healthcheck: { test: ["CMD-SHELL", "echo connection refused; exit 7"], interval: second, retries: 2 },
    },
  });
  expect(error.code).toBe("unhealthy");
  expect(error.message).toMatch(/^web: the health check of .*-web-1 failed 2 times in a row\.$/);
  expect(error.detail).toMatch(/connection refused/);
  expect(error.detail).toMatch(/exit code 7/);
  expect(error.detail).toMatch(/Last lines of .*-web-1:\n {2}listening on 3000/);
  expect(project.phases("web").at(-1)).toBe("failed");
});

test("failures within the start period do not count", async () => {
  await project.up({
    web: readyAfter(2.5, {
      healthcheck: {
        test: ["CMD-SHELL", "test -f /ready"],
        interval: 0.2 * second,
        retries: 2,
        start_period: 60 * second,
      },
    }),
  });
  expect(project.phases("web").at(-1)).toBe("healthy");
});

test("a check that hangs is a failed check", async () => {
  const error = await project.failUp({
    web: sleeper({
      healthcheck: { test: ["CMD-SHELL", "sleep 30"], interval: second, timeout: 0.5 * second, retries: 2 },
    }),
  });
  expect(error.code).toBe("unhealthy");
});

test("a container that exits ends the wait at once and shows its last lines", async () => {
  const began = performance.now();
  const error = await project.failUp({
    web: {
      command: ["sh", "-c", "sleep 0.5; echo DATABASE_URL is not set >&2; exit 3"],
      healthcheck: { test: ["CMD-SHELL", "exit 1"], interval: 30 * second },
    },
  });
  expect(performance.now() - began).toBeLessThan(15_000);
  expect(error.code).toBe("container-exited");
  expect(error.message).toMatch(/^web: its container .*-web-1 exited with code 3\.$/);
  expect(error.detail).toContain("DATABASE_URL is not set");
});

test("a container that is restarted over and over ends the wait at once", async () => {
  const error = await project.failUp({
    web: {
      command: ["sh", "-c", "echo no; exit 4"],
      restart: "always",
      healthcheck: { test: ["CMD-SHELL", "exit 0"], interval: 30 * second },
    },
  });
  expect(error.code).toBe("container-exited");
  expect(error.detail).toContain("no");
});

test("a wait ends with its time limit, and says so", async () => {
  const error = await project.failUp({ web: readyAfter(60) }, { waitTimeout: 1500 });
  expect(error.code).toBe("timeout");
  expect(error.message).toMatch(/^web: .*-web-1 was not ready within 1\.5s\.$/);
  expect((await project.container("web")).State.Running).toBe(true);
});
