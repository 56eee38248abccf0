import { afterAll, beforeAll, expect, test } from "vitest";
import { label } from "../../../packages/gantry/src/plan/labels.ts";
import { createWorkspace, shopFile, type Workspace } from "./workspace.ts";

// One story, in order: each step works on what the one before it left.
let shop: Workspace;
beforeAll(async () => {
  shop = await createWorkspace();
  await shop.write("compose.yaml", shopFile(shop.name));
});
afterAll(() => shop[Symbol.asyncDispose]());

test("plan says what up will do and changes nothing", async () => {
  const { code, stdout } = await shop.gantry(["plan", "--detailed-exitcode"]);
  expect(code).toBe(3);
  expect(stdout).toContain("2 create · create 1 network · create 1 volume");
  expect(stdout).toContain("create web: ");
  expect(await shop.engine.containers.list({ labels: [`${label.project}=${shop.name}`] })).toEqual([]);
});

test("up brings the stack up in order, tells it line by line on stderr, and says where it answers", async () => {
  const { code, stdout, stderr } = await shop.gantry(["up"]);
  expect({ code, stdout }).toEqual({ code: 0, stdout: "" });
  expect(stderr.indexOf("db  healthy")).toBeGreaterThan(0);
  expect(stderr.indexOf("web  starting")).toBeGreaterThan(stderr.indexOf("db  healthy"));
  expect(stderr).toMatch(new RegExp(`${shop.name} is up in \\d+\\.\\ds\n {2}web {2}http://127\\.0\\.0\\.1:\\d+\n$`));
});

test("a second up finds everything right", async () => {
  expect(await shop.gantry(["up"])).toMatchObject({
    code: 0,
    stderr: expect.stringContaining("nothing had to change"),
  });
  expect(await shop.gantry(["plan", "--detailed-exitcode"])).toMatchObject({ code: 0 });
});

test("ps lists state, ports and memory against its limit", async () => {
  const { code, stdout } = await shop.gantry(["ps"]);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^SERVICE +STATE +HEALTH +RESTARTS +IMAGE +PORTS +AGE +MEMORY\n/);
  expect(stdout).toMatch(/^db +running +healthy +0 +busybox +\d+s +.+ of 64 MiB \(\d+%\)$/m);
  expect(stdout).toMatch(/^web +running +– +0 +busybox +127\.0\.0\.1:\d+→8000 +\d+s +\d/m);
});

test("docker compose sees an ordinary project", async () => {
  const listed = await shop.compose("ps", "--format", "{{.Service}} {{.State}}");
  expect(listed.stdout.trim().split("\n").sort()).toEqual(["db running", "web running"]);
  expect((await shop.compose("logs", "web")).stdout).toContain("web started");
  expect((await shop.compose("up", "--dry-run", "-d")).code).toBe(0);
});

test("logs of one service are those of that service", async () => {
  expect(await shop.gantry(["logs", "web"])).toEqual({ code: 0, stdout: "web-1 | web started\n", stderr: "" });
});

test("exec runs in the container, keeps stdout and stderr apart, and exits with its code", async () => {
  const command = "echo out; echo err >&2; echo $NAME; exit 7";
  expect(await shop.gantry(["exec", "-e", "NAME=gantry", "db", "sh", "-c", command])).toEqual({
    code: 7,
    stdout: "out\ngantry\n",
    stderr: "err\n",
  });
});

test("exec passes stdin on, however much, and its end", async () => {
  const input = "0123456789abcdef\n".repeat(20_000);
  expect((await shop.gantry(["exec", "-T", "db", "md5sum"], { input })).stdout).toBe(
    (await shop.gantry(["exec", "-T", "db", "sh", "-c", "yes 0123456789abcdef | head -n 20000 | md5sum"])).stdout,
  );
});

test("run makes a container of its own, with its own exit code, and removes it", async () => {
  const { code, stdout } = await shop.gantry([
    "run",
    "--rm",
    "-e",
    "A=1",
    "web",
    "sh",
    "-c",
    "echo $A $HOSTNAME; exit 4",
  ]);
  expect(code).toBe(4);
  expect(stdout).toMatch(/^1 [0-9a-f]{12}\n$/);
  const oneOffs = await shop.engine.containers.list({
    labels: [`${label.project}=${shop.name}`, `${label.oneOff}=True`],
  });
  expect(oneOffs).toEqual([]);
});

test("run reads stdin to its end", async () => {
  expect(await shop.gantry(["run", "--rm", "-T", "web", "cat"], { input: "piped\n" })).toMatchObject({
    code: 0,
    stdout: "piped\n",
  });
});

test("restart restarts what is named", async () => {
  const [before] = await shop.engine.containers.list({ names: [`${shop.name}-web-1`] });
  expect((await shop.gantry(["restart", "web"])).code).toBe(0);
  const [after] = await shop.engine.containers.list({ names: [`${shop.name}-web-1`] });
  expect(after?.Id).toBe(before?.Id);
  expect((await shop.gantry(["logs", "web", "--no-prefix"])).stdout).toBe("web started\nweb started\n");
});

test("up takes containers up to a number, and back", async () => {
  expect((await shop.gantry(["up", "--scale", "web=2", "web"])).code).toBe(0);
  expect((await shop.gantry(["ps", "web"])).stdout).toMatch(/^web +running[\s\S]*^web-2 +running/m);
  expect((await shop.gantry(["up"])).code).toBe(0);
  expect((await shop.gantry(["ps", "web"])).stdout).not.toContain("web-2");
});

test("a changed service is replaced, and only that one", async () => {
  await shop.write("compose.yaml", shopFile(shop.name).replace("echo web started", "echo web changed"));
  const { code, stderr } = await shop.gantry(["up"]);
  expect(code).toBe(0);
  expect(stderr).toContain("1 replace · 1 unchanged");
  expect((await shop.gantry(["logs", "web", "--no-prefix"])).stdout).toBe("web changed\n");
});

test("stop keeps the containers and start takes them up again", async () => {
  expect((await shop.gantry(["stop"])).code).toBe(0);
  expect((await shop.gantry(["ps"])).stdout).toMatch(/^db +exited \(0\)/m);
  expect((await shop.gantry(["start"])).code).toBe(0);
  expect((await shop.gantry(["ps"])).stdout).toMatch(/^web +running/m);
});

test("down keeps volumes, and docker compose agrees that nothing else is left", async () => {
  expect((await shop.gantry(["down"])).code).toBe(0);
  expect((await shop.compose("ps", "--all", "--quiet")).stdout).toBe("");
  expect(await shop.engine.networks.list({ labels: [`${label.project}=${shop.name}`] })).toEqual([]);
  expect(await shop.engine.volumes.list({ labels: [`${label.project}=${shop.name}`] })).toHaveLength(1);
  expect(await shop.gantry(["down"])).toMatchObject({
    code: 0,
    stderr: expect.stringContaining("nothing to take down"),
  });
});

test("down -v wants a yes, and deletes the volumes with one", async () => {
  const refused = await shop.gantry(["down", "-v"]);
  expect(refused.code).toBe(2);
  expect(refused.stderr).toContain(`${shop.name}_data`);
  expect(refused.stderr).toContain("--yes");
  expect((await shop.gantry(["down", "-v", "--yes"])).code).toBe(0);
  expect(await shop.engine.volumes.list({ labels: [`${label.project}=${shop.name}`] })).toEqual([]);
});
