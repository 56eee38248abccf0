import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { describe, expect, test, vi } from "vitest";
import { server } from "../../lab/lab.ts";
import { tryCommand } from "../../lab/run-command.ts";
import { describeEngineContract } from "./engine.contract.ts";

const subject = describeEngineContract(async () => {
  const { sshHost, sshConfig } = await server("trixie");
  return { host: sshHost, sshConfig };
});

describe("the connection", () => {
  test("a name of the ssh configuration is an address", async () => {
    await using engine = await subject.connect({ host: "ssh://gantry-lab-trixie" });
    expect((await engine.info()).Name).toBe((await subject.engine.info()).Name);
    expect(await engine.machine.findHostName()).toBe("127.0.0.1");
  });

  test("a command of the server is read through it, and one that fails says nothing", async () => {
    await using engine = await subject.connect({});
    expect(await engine.machine.readCommand(["echo", "it's $HOME", "a  b"])).toBe("it's $HOME a  b\n");
    expect(await engine.machine.readCommand(["sh", "-c", "echo half; exit 3"])).toBeUndefined();
  });

  test("one connection carries the calls, and is gone after the close", async () => {
    await using folder = await makeFolder();
    const engine = await subject.connect({ env: folder.env });
    await Promise.all(Array.from({ length: 6 }, () => engine.info()));
    const pids = await findMasters(folder.path);
    expect(pids).toHaveLength(1);
    await engine.close();
    await vi.waitFor(() => expect(pids.filter(isAlive)).toEqual([]), { timeout: 5_000 });
    expect(await readdir(folder.path)).toEqual([]);
  });

  test("a cut link rejects what is under way, and the next call connects again", async () => {
    await using folder = await makeFolder();
    await using engine = await subject.connect({ env: folder.env });
    const id = await subject.run(["sh", "-c", "echo ready; sleep 600"]);
    const logs = engine.containers.logs(id, { follow: true })[Symbol.asyncIterator]();
    await logs.next();
    const session = await engine.execSession(id, { command: ["sh", "-c", "echo ready; cat"], stdin: true });
    const output = session.output[Symbol.asyncIterator]();
    await output.next();
    const wait = engine.containers.wait(id);
    await engine.ping();
    const outcomes = Promise.allSettled([logs.next(), output.next(), wait]);
    for (const pid of await findMasters(folder.path)) process.kill(pid, "SIGKILL");
    for (const outcome of await outcomes) {
      expect(outcome).toMatchObject({
        status: "rejected",
        reason: { name: "EngineUnreachableError", reason: "connection-lost" },
      });
    }
    expect(await engine.ping()).toEqual({ apiVersion: subject.engine.apiVersion });
    expect(await findMasters(folder.path)).toHaveLength(1);
  });
});

describe("a port of the server", () => {
  test("is reached through the connection", async () => {
    await using engine = await subject.connect({});
    const socket = engine.openPort(22);
    const [banner] = (await once(socket, "data")) as [Buffer];
    expect(banner.toString()).toMatch(/^SSH-2\.0-/);
    socket.destroy();
  });

  test("that nobody listens on ends the stream with an error, and the connection goes on", async () => {
    await using engine = await subject.connect({});
    const socket = engine.openPort(9);
    await expect(once(socket, "data")).rejects.toMatchObject({ name: "EngineUnreachableError" });
    expect(await engine.ping()).toMatchObject({ apiVersion: expect.any(String) });
  });
});

/** A folder of its own for the connections' sockets, to look at. */
async function makeFolder() {
  const path = await mkdtemp(join(tmpdir(), "gantry-ssh-"));
  return {
    path,
    env: { ...process.env, XDG_RUNTIME_DIR: path },
    [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }),
  };
}

/** The processes of the shared connections, by asking them. */
async function findMasters(folder: string): Promise<number[]> {
  const sockets = (await readdir(folder, { recursive: true })).filter((name) => /\/\d+$/.test(name));
  const answers = await Promise.all(
    sockets.map((name) => tryCommand("ssh", ["-O", "check", "-S", join(folder, name), "any"])),
  );
  return answers.map(({ stderr }) => Number(/pid=(\d+)/.exec(stderr)?.[1]));
}

function isAlive(pid: number): boolean {
  return existsSync(`/proc/${pid}`);
}
