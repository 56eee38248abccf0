import { spawn } from "node:child_process";
import { once } from "node:events";
import { Agent, request } from "node:http";
import { text } from "node:stream/consumers";
import { expect, test } from "vitest";
import { type PipedProcess, ProcessSocket } from "./process-socket.ts";

const open = (script: string) => async (): Promise<PipedProcess> =>
  spawn(process.execPath, ["-e", script], { stdio: ["pipe", "pipe", "pipe"] });

const explain = async ({ exitCode, stderr }: { exitCode: number | null; stderr: string }) =>
  new Error(`${exitCode}: ${stderr}`);

test("the end of the input is passed on, and the output that follows still comes", async () => {
  const script = "let n = 0; process.stdin.on('data', (d) => { n += d.length }).on('end', () => console.log(n))";
  const socket = new ProcessSocket({ open: open(script), explain });
  socket.write(Buffer.alloc(1_000_000));
  socket.end();
  expect(await text(socket)).toBe("1000000\n");
});

test("a process that fails destroys the connection with what it said", async () => {
  const script = "process.stderr.write('no such key'); process.exitCode = 7";
  const socket = new ProcessSocket({ open: open(script), explain });
  await expect(text(socket)).rejects.toThrow("7: no such key");
});

test("a process that cannot be started destroys the connection with the reason", async () => {
  const socket = new ProcessSocket({ open: () => Promise.reject(new Error("no place")), explain });
  await expect(text(socket)).rejects.toThrow("no place");
});

test("destroying the connection ends the process", async () => {
  const child = await open("setInterval(() => {}, 1000)")();
  const socket = new ProcessSocket({ open: async () => child, explain });
  const exited = once(child, "exit");
  await new Promise(setImmediate);
  socket.destroy();
  expect(await exited).toEqual([null, "SIGTERM"]);
});

test("the watch for idleness fires, and is ended by zero together with its callback", async () => {
  const socket = new ProcessSocket({ open: open("process.stdin.resume()"), explain });
  const ignore = () => {};
  socket.setTimeout(5, ignore);
  await once(socket, "timeout");
  socket.setTimeout(5, ignore).setTimeout(0, ignore);
  expect(socket.listeners("timeout")).toEqual([]);
  socket.destroy();
});

/** Answers one request, and ends well, as `docker system dial-stdio` does when its engine stops. */
const answerOnce = `
while read -r header && [ "$header" != "$(printf '\\r')" ]; do :; done
printf 'HTTP/1.1 200 OK\\r\\nContent-Length: 2\\r\\nConnection: keep-alive\\r\\n\\r\\nok'
`;

test("a connection that ended while it waited for its next request is not used again", async () => {
  const sockets: ProcessSocket[] = [];
  class ProcessAgent extends Agent {
    override createConnection = () => {
      const socket = new ProcessSocket({ open: async () => spawn("sh", ["-c", answerOnce]), explain });
      sockets.push(socket);
      return socket;
    };
  }
  const agent = new ProcessAgent({ keepAlive: true, maxSockets: 1 });
  for (const count of [1, 2, 3]) {
    expect(await ask(agent)).toBe("ok");
    expect(sockets).toHaveLength(count);
    const socket = sockets.at(-1);
    if (socket?.closed === false) await once(socket, "close", { signal: AbortSignal.timeout(5_000) });
  }
  agent.destroy();
});

async function ask(agent: Agent): Promise<string> {
  const asking = request({ agent, path: "/" }).end();
  const [response] = await once(asking, "response", { signal: AbortSignal.timeout(5_000) });
  return await text(response);
}
