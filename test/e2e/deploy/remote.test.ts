import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { label } from "../../../packages/gantry/src/plan/labels.ts";
import { parseLines } from "../cli/workspace.ts";
import { createDeployment, type Deployment } from "./rig.ts";

let deployment: Deployment;
let own: string[];
beforeAll(async () => {
  deployment = await createDeployment({ port: 18_252 });
  const { name, workspace, link } = deployment;
  own = ["-p", name, "-e", "production"];
  // The second release's containers have other numbers than those that "up" would make.
  for (const version of ["1", "2"]) {
    const stack = {
      services: {
        api: { image: "busybox", init: true, command: ["sleep", "3600"], environment: { VERSION: version } },
        web: {
          image: "busybox",
          init: true,
          command: ["sh", "-c", "i=0; while :; do i=$$((i+1)); echo line $$i; sleep 0.2; done"],
          environment: { VERSION: version },
          depends_on: ["api"],
        },
      },
      "x-gantry": { environments: { production: { host: link.sshHost } } },
    };
    await workspace.write("compose.yaml", JSON.stringify(stack));
    const { code, stderr } = await deployment.gantry("deploy", "--yes", "--no-check", "--watch", "0s", "--drain", "0s");
    expect(code, stderr).toBe(0);
  }
});
afterAll(() => deployment[Symbol.asyncDispose]());

/** The engine sets a terminal's size just after its start. */
const untilSized = 'until [ "$(stty size)" = "17 61" ]; do sleep 0.05; done; echo sized';

const inTerminal = (args: readonly string[]) =>
  deployment.workspace.startInTerminal([...own, ...args], { columns: 61, rows: 17, env: deployment.env });

describe.sequential("commands for an environment on a server, over ssh", () => {
  test("ps lists what runs there", async () => {
    const { stdout } = await deployment.gantry("ps", "--json");
    expect(JSON.parse(stdout).containers).toMatchObject([
      { service: "api", number: 2 },
      { service: "web", number: 2, state: "running", memory: { usage: expect.any(Number) } },
    ]);
    expect((await deployment.gantry("ps")).stdout).toMatch(/^web-2 +running/m);
  });

  test("exec gives a real terminal of this one's size, and the command's exit code", async () => {
    const sh = inTerminal(["exec", "web", "sh", "-c", `tty; ${untilSized}; read line; echo got $line; exit 9`]);
    await sh.saw(/sized\r\n/);
    sh.child.stdin.write("typed\r");
    const { code, stdout } = await sh.finished;
    expect(code).toBe(9);
    expect(stdout).toMatch(/\/dev\/pts\/\d/);
    expect(stdout).toContain("got typed\r\n");
    expect(stdout).not.toContain("\r\r\n");
  });

  test("exec takes the environment after its name, too, beside variables", async () => {
    const { workspace, env, name } = deployment;
    const command = ["exec", "-e", "production", "-e", "WORD=hello", "-T", "web", "sh", "-c", "echo $WORD"];
    const { code, stdout, stderr } = await workspace.gantry(["-p", name, ...command], { env });
    expect(code, stderr).toBe(0);
    expect(stdout).toBe("hello\n");
  });

  test("Ctrl-C in such a terminal belongs to the command there", async () => {
    const waiting = "trap 'echo caught; exit 3' INT; echo ready; while :; do sleep 0.1; done";
    const sh = inTerminal(["exec", "web", "sh", "-c", waiting]);
    await sh.saw(/ready/);
    sh.child.stdin.write("\u0003");
    const { code, stdout } = await sh.finished;
    expect(code).toBe(3);
    expect(stdout).toContain("caught");
  });

  test("exec without a terminal passes bytes on as they are, both ways", async () => {
    const input = Buffer.from(Array.from({ length: 512 }, (_, index) => index % 128)).toString();
    const { workspace, env } = deployment;
    const { code, stdout } = await workspace.gantry([...own, "exec", "-T", "web", "cat"], { env, input });
    expect(code).toBe(0);
    expect(stdout).toBe(input);
  });

  test("run makes a container of its own there, of the release that serves, and leaves all others alone", async () => {
    const { workspace, env, engine, name } = deployment;
    const containers = async () =>
      (await engine.containers.list({ labels: [`${label.project}=${name}`] })).map(({ Id }) => Id);
    const before = await containers();
    await workspace.write(
      "elsewhere.yaml",
      (await readFile(join(workspace.directory, "compose.yaml"), "utf8")).replaceAll('"2"', '"3"'),
    );
    const command = ["-f", "elsewhere.yaml", "run", "--rm", "-T", "web", "sh", "-c", "cat; echo $VERSION; exit 4"];
    const { code, stdout, stderr } = await workspace.gantry([...own, ...command], { env, input: "from here\n" });
    expect(code, stderr).toBe(4);
    expect(stdout).toBe("from here\n2\n");
    expect(await containers()).toEqual(before);
  });

  test("run knows no service that the release does not have", async () => {
    const { code, stderr } = await deployment.gantry("run", "--rm", "-T", "wbe", "true");
    expect(code).toBe(2);
    expect(stderr).toContain('r2, which serves, has no service "wbe"');
  });

  test("run has a terminal of this one's size too", async () => {
    const run = inTerminal(["run", "--rm", "web", "sh", "-c", `${untilSized}; read line; echo got $line`]);
    await run.saw(/sized\r\n/);
    run.child.stdin.write("typed\r");
    const { code, stdout } = await run.finished;
    expect(code).toBe(0);
    expect(stdout).toContain("got typed\r\n");
  });

  test("logs -f follows what is written there, and Ctrl-C ends it", async () => {
    const logs = deployment.start("logs", "-f", "--tail", "1", "--json", "web");
    await logs.saw(/(line \d+[\s\S]*){3}/);
    logs.child.kill("SIGINT");
    const { code, stdout } = await logs.finished;
    expect(code).toBe(130);
    const numbers = parseLines(stdout).map(({ text }) => Number(String(text).split(" ")[1]));
    expect(numbers).toEqual(numbers.map((_, index) => (numbers[0] ?? 0) + index));
  });

  test("logs -f ends with an error when the link is lost", async () => {
    const { link } = deployment;
    const logs = deployment.start("logs", "-f", "--tail", "1", "web");
    await logs.saw(/line \d+/);
    link.cut();
    const { code, stderr } = await logs.finished;
    link.cutAfter(Number.POSITIVE_INFINITY);
    expect(code, stderr).toBe(1);
    expect(stderr).toMatch(/^error: /m);
  });

  test("a terminal is given back when the link is lost", async () => {
    const { link } = deployment;
    const sh = inTerminal(["exec", "web", "sh", "-c", "echo ready; sleep 600"]);
    await sh.saw(/ready/);
    link.cut();
    const { code, stdout } = await sh.finished;
    link.cutAfter(Number.POSITIVE_INFINITY);
    expect(code, stdout).toBe(1);
    expect(stdout).toContain("the connection was lost");
  });
});
