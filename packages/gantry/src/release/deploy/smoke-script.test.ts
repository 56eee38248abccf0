import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { createServer as createHttpServer } from "node:http";
import { type AddressInfo, createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterAll, beforeAll, describe, expect, type TestContext, test } from "vitest";
import { buildSmokeCommand, readSmokeAnswer } from "./smoke-script.ts";

const seen: { path: string | undefined; host: string | undefined; proto: string | string[] | undefined }[] = [];
const application = createHttpServer(({ url, headers }, response) => {
  seen.push({ path: url, host: headers.host, proto: headers["x-forwarded-proto"] });
  response.statusCode = url === "/broken" ? 500 : url === "/elsewhere" ? 301 : 200;
  if (url === "/elsewhere") response.setHeader("location", "http://127.0.0.1:1/");
  response.end(url === "/long" ? "x".repeat(1 << 20) : "ok");
});
/** Talks, but not HTTP. */
const chatter = createServer((socket) => socket.on("error", () => {}).end("220 mail.test ready\r\n"));
let closed = 0;

beforeAll(async () => {
  for (const server of [application, chatter]) await listen(server);
  const passing = createServer();
  closed = await listen(passing);
  passing.close();
});
afterAll(() => {
  application.close();
  chatter.close();
});

async function listen(server: Server): Promise<number> {
  await once(server.listen(0, "127.0.0.1"), "listening");
  return portOf(server);
}
const portOf = (server: Server) => (server.address() as AddressInfo).port;

/** Tools that a container may have; what the script needs besides is in all of them. */
const tools = ["curl", "node", "python3", "wget"] as const;

function findTool(name: string): string | undefined {
  const { stdout } = spawnSync("sh", ["-c", 'command -v "$0"', name], { encoding: "utf8" });
  return stdout.trim() || undefined;
}

describe.each(tools)("with nothing but %s", (tool) => {
  let folder = "";
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "gantry-smoke-"));
    for (const each of [tool, "grep"]) {
      const real = each === "node" ? process.execPath : findTool(each);
      if (real === undefined) continue;
      // A shim looks for its tool along the PATH.
      if (each === "python3") await writeShim(join(folder, each), real);
      else await symlink(real, join(folder, each));
    }
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  async function ask(port: number, path: string) {
    const [shell = "", ...args] = buildSmokeCommand({ host: "127.0.0.1", port, path, name: "shop.test" });
    const child = spawn(shell, args, { env: { PATH: folder }, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (data) => (output += String(data)));
    const [exitCode] = await once(child, "close");
    return readSmokeAnswer({ exitCode, output });
  }

  function needTool(context: TestContext): void {
    if (tool !== "node" && findTool(tool) === undefined) context.skip(`${tool} is not on this machine`);
  }

  test("a status is told, whatever follows it", async (context) => {
    needTool(context);
    expect(await ask(portOf(application), "/")).toEqual({ status: 200 });
    expect(await ask(portOf(application), "/long")).toEqual({ status: 200 });
    expect(await ask(portOf(application), "/broken")).toEqual({ status: 500 });
    expect(await ask(portOf(application), "/elsewhere")).toEqual({ status: 301 });
  });

  test("the version is asked as a visitor's request would come", async (context) => {
    needTool(context);
    seen.length = 0;
    await ask(portOf(application), "/prices?of=tea&in=EUR");
    expect(seen).toEqual([{ path: "/prices?of=tea&in=EUR", host: "shop.test", proto: "https" }]);
  });

  // wget cannot tell why it failed, and nc is left out here.
  const closedPort = tool === "wget" ? undefined : { failure: "nobody listens there" };
  test(`a port where nobody listens is ${closedPort ? "told" : "not judged"}`, async (context) => {
    needTool(context);
    expect(await ask(closed, "/")).toEqual(closedPort);
  });

  test("what does not talk HTTP is not judged", async (context) => {
    needTool(context);
    expect(await ask(portOf(chatter), "/")).toBeUndefined();
  });
});

test("a container with nothing to ask with is not judged", async () => {
  const [shell = "", ...args] = buildSmokeCommand({ host: "127.0.0.1", port: 1, path: "/", name: "shop.test" });
  const { status, stdout } = spawnSync(shell, args, { env: { PATH: "/nowhere" }, encoding: "utf8" });
  expect(status).toBe(127);
  expect(readSmokeAnswer({ exitCode: status ?? 0, output: stdout })).toBeUndefined();
});

async function writeShim(path: string, real: string): Promise<void> {
  await writeFile(path, `#!/bin/sh\nPATH=${process.env["PATH"]?.split(delimiter).join(":")} exec ${real} "$@"\n`);
  await chmod(path, 0o755);
}
