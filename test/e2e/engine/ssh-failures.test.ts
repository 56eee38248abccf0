import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { afterAll, beforeAll, expect, test } from "vitest";
import { connectEngine } from "../../../packages/gantry/src/engine/connect-engine.ts";
import { type LabServer, server } from "../../lab/lab.ts";
import { runCommand } from "../../lab/run-command.ts";
import { prepareUsers, users } from "./server-users.ts";

let lab: LabServer;
let folder: string;

beforeAll(async () => {
  lab = await server("trixie");
  folder = await mkdtemp(join(tmpdir(), "gantry-ssh-"));
  await prepareUsers(lab);
});

afterAll(() => rm(folder, { recursive: true, force: true }));

interface Changes {
  user?: string;
  port?: number;
  path?: string;
  knownHosts?: string;
  identity?: string;
}

/** Tries to reach the server's engine with something changed, and gives the error. */
async function reach({ user = "root", port = lab.port, path = "", knownHosts, identity }: Changes): Promise<unknown> {
  const config = join(folder, "config");
  const lines = [
    "Host *",
    `IdentityFile "${identity ?? lab.identity}"`,
    "IdentitiesOnly yes",
    `UserKnownHostsFile "${knownHosts ?? lab.knownHosts}"`,
    "GlobalKnownHostsFile /dev/null",
  ];
  await writeFile(config, lines.join("\n"));
  await using engine = await connectEngine({ host: `ssh://${user}@127.0.0.1:${port}${path}`, sshConfig: config });
  // Awaited here: the end of the scope closes the engine.
  return await engine.ping().catch((error: unknown) => error);
}

async function makeKey(name: string): Promise<string> {
  const path = join(folder, name);
  await runCommand("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", path]);
  return path;
}

test("all is well without a change", async () => {
  expect(await reach({})).toMatchObject({ apiVersion: expect.stringMatching(/^1\./) });
});

test("an unknown host key is refused", async () => {
  expect(await reach({ knownHosts: join(folder, "nothing") })).toMatchObject({
    name: "EngineUnreachableError",
    address: `ssh://root@127.0.0.1:${lab.port}`,
    reason: "host-key-unknown",
  });
});

test("a changed host key is refused, and told apart", async () => {
  const key = await readFile(`${await makeKey("other-host")}.pub`, "utf8");
  const knownHosts = join(folder, "changed");
  await writeFile(knownHosts, `[127.0.0.1]:${lab.port} ${key}`);
  expect(await reach({ knownHosts })).toMatchObject({ reason: "host-key-changed" });
});

test("a key that the server does not accept is a matter of authentication, not a question", async () => {
  expect(await reach({ identity: await makeKey("stranger") })).toMatchObject({
    reason: "auth",
    detail: expect.stringContaining("publickey"),
  });
});

test("a port where nobody listens refuses", async () => {
  const probe = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => probe.once("listening", resolve));
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  expect(await reach({ port: typeof address === "object" ? (address?.port ?? 0) : 0 })).toMatchObject({
    reason: "ssh-refused",
  });
});

test("a host name that does not resolve is said to be that", async () => {
  await using engine = await connectEngine({ host: "ssh://gantry.invalid", sshConfig: "/dev/null" });
  await expect(engine.ping()).rejects.toMatchObject({ reason: "host-not-found" });
});

test("a user who may not use the engine's socket is told so", async () => {
  expect(await reach({ user: users.guest })).toMatchObject({
    reason: "permission",
    detail: expect.stringContaining("permission denied"),
  });
});

test("a server without the docker command is told apart", async () => {
  expect(await reach({ user: users.withoutDocker })).toMatchObject({ reason: "docker-missing" });
});

test("a socket that the server does not have is told apart", async () => {
  expect(await reach({ path: "/run/gantry/none.sock" })).toMatchObject({ reason: "no-socket" });
});

test("the engine's socket can be named", async () => {
  expect(await reach({ path: "/var/run/docker.sock" })).toMatchObject({ apiVersion: expect.stringMatching(/^1\./) });
});

test("a machine without ssh is told so", async () => {
  const env = { ...process.env, PATH: folder };
  await using engine = await connectEngine({ host: "ssh://root@127.0.0.1", env });
  await expect(engine.ping()).rejects.toMatchObject({ reason: "ssh-missing" });
});

test("a call that is aborted while ssh still connects ends at once", async () => {
  const silent = createServer((socket) => socket.resume()).listen(0, "127.0.0.1");
  await new Promise((resolve) => silent.once("listening", resolve));
  const address = silent.address();
  const port = typeof address === "object" ? (address?.port ?? 0) : 0;
  const engine = await connectEngine({ host: `ssh://root@127.0.0.1:${port}`, sshConfig: "/dev/null" });
  const controller = new AbortController();
  const info = engine.info({ signal: controller.signal });
  await new Promise((resolve) => silent.once("connection", resolve));
  const reason = new Error("enough");
  controller.abort(reason);
  await expect(info).rejects.toBe(reason);
  await engine.close();
  await new Promise((resolve) => silent.close(resolve));
});
