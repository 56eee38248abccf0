import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { label } from "../../../packages/gantry/src/plan/labels.ts";
import { parseLines } from "../cli/workspace.ts";
import { createDeployment, type Deployment } from "./rig.ts";

let deployment: Deployment;
beforeAll(async () => {
  deployment = await createDeployment({ port: 18_250 });
});
afterAll(() => deployment[Symbol.asyncDispose]());

/** A database that is ready two seconds after its start, a migration, and what waits for it. */
async function write({ migrate, level = "1", serves = "1" }: { migrate: string; level?: string; serves?: string }) {
  const shell = (script: string) => ["sh", "-c", script.replaceAll("$", "$$$$")];
  const stack = {
    services: {
      db: {
        image: "busybox",
        init: true,
        command: shell("mkdir -p /www && echo here > /www/index.html && sleep 2 && exec httpd -f -p 80 -h /www"),
        environment: { LEVEL: level },
        healthcheck: { test: ["CMD", "wget", "-q", "-O", "/dev/null", "http://127.0.0.1/"], interval: "5s" },
        ports: ["18250:80"],
        "x-gantry": { stateful: true },
      },
      migrate: { image: "busybox", command: shell(migrate), restart: "no" },
      web: {
        image: "busybox",
        init: true,
        command: ["sleep", "3600"],
        environment: { SERVES: serves },
        depends_on: {
          db: { condition: "service_healthy" },
          migrate: { condition: "service_completed_successfully" },
        },
      },
    },
    "x-gantry": { environments: { production: { host: deployment.link.sshHost } } },
  };
  await deployment.workspace.write("compose.yaml", JSON.stringify(stack));
}

async function deploy(...args: string[]) {
  const { code, stdout } = await deployment.gantry(
    ...["deploy", "--json", "--yes", "--no-check", "--watch", "0s", "--drain", "0s", ...args],
  );
  const events = parseLines(stdout);
  const printed = events.flatMap(({ type, subject, text }) =>
    type === "output" && subject === "migrate" ? [text] : [],
  );
  return { code, events, printed, result: events.at(-1) as { status: string; error?: Record<string, unknown> } };
}

/** What a service's containers have in their environment. */
async function environmentsOf(service: string): Promise<(string | undefined)[]> {
  const labels = [`${label.project}=${deployment.name}`, `${label.service}=${service}`];
  const found = await deployment.engine.containers.list({ labels });
  const inspected = await Promise.all(found.map(({ Id }) => deployment.engine.containers.inspect(Id)));
  return inspected.map(({ Config }) => Config.Env?.find((entry) => /^(SERVES|LEVEL)=/.test(entry)));
}

/** The container that runs, or ran last, as the migration. */
async function migration(): Promise<{ id: string; started: string }> {
  const labels = [`${label.project}=${deployment.name}`, `${label.service}=migrate`];
  const found = await deployment.engine.containers.list({ labels });
  const inspected = await Promise.all(found.map(({ Id }) => deployment.engine.containers.inspect(Id)));
  const [newest] = inspected.toSorted((a, b) => Date.parse(b.Created) - Date.parse(a.Created));
  return { id: newest?.Id ?? "", started: newest?.State.StartedAt ?? "" };
}

describe.sequential("migrations", () => {
  test("what one prints is told while it runs", async () => {
    await write({ migrate: "echo first; sleep 2; echo second" });
    const { result, printed, events } = await deploy();
    expect(result, JSON.stringify(result)).toMatchObject({ status: "done" });
    expect(printed).toEqual(["first\n", "second\n"]);
    const [first, second] = events.filter(({ type }) => type === "output").map(({ time }) => Number(time));
    expect(Number(second) - Number(first)).toBeGreaterThan(1000);
  });

  test("one that has run is not run again for the same image and configuration, unless asked", async () => {
    const migrate = "echo first; sleep 2; echo second";
    await write({ migrate, serves: "2" });
    const other = await deploy();
    expect(other.result.status).toBe("done");
    expect(other.printed).toEqual([]);
    expect(await environmentsOf("web")).toEqual(["SERVES=2"]);
    expect((await deploy("--force-migrate")).printed).toEqual(["first\n", "second\n"]);
    // As "docker system prune" does with what has ended.
    await deployment.engine.containers.remove((await migration()).id);
    expect((await deploy()).result).toMatchObject({ summary: expect.stringContaining("nothing has changed") });
    await write({ migrate: "echo third", serves: "2" });
    expect((await deploy()).printed).toEqual(["third\n"]);
  });

  test("one that failed is run again by the next deploy, and only what it prints then is told", async () => {
    await write({ migrate: "echo no; exit 4", serves: "3" });
    const first = await deploy();
    expect(first.result.error).toMatchObject({ code: "container-exited" });
    expect(first.printed).toEqual(["no\n"]);
    const second = await deploy();
    expect(second.result.error).toMatchObject({ code: "container-exited" });
    expect(second.printed).toEqual(["no\n"]);
    expect(await environmentsOf("web")).toEqual(["SERVES=2"]);
  });

  test("one that does not end in its time is stopped, and the deploy is taken back", async () => {
    await write({ migrate: "trap 'echo told; exit 0' TERM; echo stuck; while :; do sleep 0.1; done", serves: "3" });
    const { code, result, printed } = await deploy("--migrate-timeout", "3s");
    expect(code).toBe(1);
    expect(result.error).toMatchObject({
      code: "timeout",
      message: expect.stringMatching(
        /^migrate: \S+-migrate-1 had not ended after 3s, and was stopped\..* r\d+ serves as before\.$/,
      ),
      fix: expect.stringContaining("--migrate-timeout"),
    });
    expect(JSON.stringify(result.error)).toContain("told");
    expect(printed[0]).toBe("stuck\n");
    expect(await environmentsOf("web")).toEqual(["SERVES=2"]);
    // It ended with 0 when it was told to stop: it must not pass for one that is done.
    expect((await deploy("--migrate-timeout", "3s")).result.error).toMatchObject({ code: "timeout" });
  });

  test("one that a killed deploy has left running is waited for by the next, and not run beside it", async () => {
    await write({ migrate: "echo once; sleep 8; echo ended", serves: "3" });
    const killed = deployment.start("deploy", "--json", "--yes", "--no-check", "--watch", "0s");
    await killed.saw(/once/);
    const { started, id } = await migration();
    killed.child.kill("SIGKILL");
    await killed.finished;
    const { result, printed } = await deploy();
    expect(result, JSON.stringify(result)).toMatchObject({ status: "done" });
    expect(printed).toEqual(["once\n", "ended\n"]);
    expect(await migration()).toEqual({ started, id });
    expect(await environmentsOf("web")).toEqual(["SERVES=3"]);
    await write({ migrate: "echo third", serves: "2" });
    expect((await deploy()).result).toMatchObject({ status: "done" });
  });

  test("Ctrl-C stops one that runs, and it does not count as done", async () => {
    const migrate = "trap 'echo told; exit 0' TERM; echo begun; while :; do sleep 0.1; done";
    await write({ migrate, serves: "3" });
    const before = await migration();
    const interrupted = deployment.start("deploy", "--json", "--yes", "--no-check", "--watch", "0s");
    await interrupted.saw(/begun/);
    interrupted.child.kill("SIGINT");
    const { code, stdout } = await interrupted.finished;
    expect(code).toBe(130);
    expect(parseLines(stdout)).toContainEqual(
      expect.objectContaining({
        type: "warning",
        message: "migrate had not ended, and was stopped: the next deploy runs it again.",
      }),
    );
    expect(parseLines(stdout).at(-1)).toMatchObject({
      error: { message: expect.stringMatching(/^Interrupted\. r\d+ serves as before\.$/) },
    });
    expect(await migration()).toEqual(before);
    expect((await deploy("--migrate-timeout", "1s")).printed[0]).toBe("begun\n");
  });

  test("a rollback runs none", async () => {
    await write({ migrate: "echo fourth", serves: "4" });
    expect((await deploy()).printed).toEqual(["fourth\n"]);
    const { code, stdout } = await deployment.gantry("rollback", "--json", "--yes", "--watch", "0s");
    expect(code, stdout).toBe(0);
    expect(parseLines(stdout).filter(({ type }) => type === "output")).toEqual([]);
    expect(await environmentsOf("web")).toEqual(["SERVES=2"]);
    expect((await deploy()).printed).toEqual([]);
    expect(await environmentsOf("web")).toEqual(["SERVES=4"]);
  });
});

/** Asks for a page all the time. @returns the longest time between two answers, in milliseconds */
function measurePause(): { stop(): Promise<number> } {
  let longest = 0;
  let last = performance.now();
  let over = false;
  const asking = (async () => {
    while (!over) {
      const { status } = await deployment.ask("/").catch(() => ({ status: 0 }));
      const now = performance.now();
      if (status === 200) [longest, last] = [Math.max(longest, now - last), now];
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
    return longest;
  })();
  return {
    stop: () => {
      over = true;
      return asking;
    },
  };
}

describe.sequential("the pause of a service that cannot roll", () => {
  const expected = async () => {
    const { stdout } = await deployment.gantry("plan", "--json", "--replace", "db");
    const { pauses } = JSON.parse(stdout) as { pauses: { service: string; milliseconds: number; basis: string }[] };
    return pauses.find(({ service }) => service === "db");
  };

  test("is expected to be as long as its start was, then as its last replacement was", async () => {
    for (const [level, basis] of [
      ["2", "start"],
      ["3", "replacement"],
    ] as const) {
      await write({ migrate: "echo fourth", serves: "4", level });
      const pause = await expected();
      expect(pause).toMatchObject({ basis });
      const { stdout } = await deployment.gantry("plan", "--replace", "db");
      expect(stdout).toMatch(/replace db: env LEVEL changed; pause: about \d+\.\d+s/);
      const measuring = measurePause();
      expect((await deploy("--replace", "db")).result).toMatchObject({ status: "done" });
      const measured = await measuring.stop();
      const estimate = pause?.milliseconds ?? 0;
      console.info(
        `pause of db, by its ${basis}: ${Math.round(estimate)} ms expected, ${Math.round(measured)} ms measured`,
      );
      // The machine is shared: only the order of magnitude is of the estimate.
      expect(measured).toBeGreaterThan(estimate / 5);
      expect(measured).toBeLessThan(estimate * 5);
      expect(await environmentsOf("db")).toEqual([`LEVEL=${level}`]);
    }
  });

  test("is none for what rolls", async () => {
    await write({ migrate: "echo fourth", serves: "5", level: "3" });
    const { stdout } = await deployment.gantry("plan", "--json");
    expect(JSON.parse(stdout).pauses).toEqual([{ service: "web", milliseconds: 0, basis: "rolled" }]);
  });
});
