// A process of its own: clients of a deployed stack. Says "begun" once every kind of request was answered, and what became of all of them when
// its stdin ends, or so far for each line of it. A light load has no streams, no downloads, and shorter requests.
import { randomBytes } from "node:crypto";
import { Agent, get, request } from "node:http";
import process from "node:process";
import { createInterface } from "node:readline";
import { setTimeout as delay } from "node:timers/promises";

const [, , host, port, pause = "0", name = "shop.test", weight = "full"] = process.argv;
const light = weight === "light";
const headers = { host: name };
const bigBytes = 8 << 20;

const tally = {
  requests: 0,
  failures: [],
  /** By kind of request: how many were answered. */
  answered: { get: 0, post: 0, slow: 0, ...(light ? {} : { download: 0, event: 0, echo: 0 }) },
  /** Connections that were closed just as they were used again, before anything was read: the client's to repeat. */
  idleResets: 0,
  posted: [],
  versions: [],
};
let running = true;
let begun = false;

function count(kind) {
  tally.answered[kind] += 1;
  if (begun || Object.values(tally.answered).includes(0)) return;
  begun = true;
  process.stdout.write("begun\n");
}

function ask(path, { method = "GET", body, agent }) {
  return new Promise((resolve, reject) => {
    const asking = request({ host, port, path, method, agent, headers }, (response) => {
      let text = "";
      let bytes = 0;
      response.on("data", (chunk) => {
        bytes += chunk.length;
        if (text.length < 100) text += chunk.toString("latin1", 0, 100);
      });
      response.once("end", () => resolve({ status: response.statusCode, text, bytes }));
      response.once("error", reject);
    });
    asking.once("error", (error) => reject(Object.assign(error, { reused: asking.reusedSocket })));
    asking.end(body);
  });
}

async function one(kind, path, options, bytes) {
  tally.requests += 1;
  try {
    const answer = await ask(path, options);
    if (answer.status !== 200 || (bytes !== undefined && answer.bytes !== bytes)) {
      tally.failures.push(`${kind}: ${answer.status}, ${answer.bytes} bytes, ${answer.text.slice(0, 80)}`);
      return;
    }
    if (options.body !== undefined) tally.posted.push(options.body);
    if (bytes === undefined && !tally.versions.includes(answer.text)) tally.versions.push(answer.text);
    count(kind);
  } catch ({ code, reused }) {
    if (reused && (code === "ECONNRESET" || code === "EPIPE")) tally.idleResets += 1;
    else tally.failures.push(`${kind}: ${code}`);
  }
}

/** Who was refused comes back after a moment, in milliseconds: at once, a proxy that refuses quickly would be asked more often than one that serves. */
const dismay = 50;

/** A client that keeps its connection, and sends one request after the other, with a pause in milliseconds. */
async function client(work) {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  for (let round = 0; running; round += 1) {
    const failures = tally.failures.length;
    await work(agent, round);
    if (tally.failures.length > failures) await delay(dismay);
    if (pause !== "0") await delay(Number(pause));
  }
  agent.destroy();
}

/** A client of server-sent events: begins again when its stream has ended, as browsers do. */
async function listen() {
  const accepting = { ...headers, accept: "text/event-stream" };
  while (running) {
    const failures = tally.failures.length;
    await new Promise((resolve) => {
      const asking = get({ host, port, path: "/events", agent: new Agent(), headers: accepting }, (response) => {
        if (response.statusCode !== 200) tally.failures.push(`event: ${response.statusCode}`);
        response.on("data", () => count("event"));
        const leave = setInterval(() => running || asking.destroy(), 50);
        // An end without a last chunk is a stream that was cut.
        response.once("error", ({ code }) => running && tally.failures.push(`event: ${code} in the stream`));
        response.once("close", () => {
          clearInterval(leave);
          resolve();
        });
      });
      asking.once("error", ({ code }) => {
        if (running) tally.failures.push(`event: ${code}`);
        resolve();
      });
    });
    if (tally.failures.length > failures) await delay(dismay);
  }
}

/** A client of a WebSocket, as far as a proxy sees of it: what flows after the handshake is lines. */
async function talk() {
  const key = { "sec-websocket-version": "13", "sec-websocket-key": randomBytes(16).toString("base64") };
  const upgrade = { ...headers, connection: "upgrade", upgrade: "websocket", ...key };
  while (running) {
    const failures = tally.failures.length;
    await new Promise((resolve) => {
      const asking = get({ host, port, path: "/socket", agent: new Agent(), headers: upgrade });
      asking.once("response", ({ statusCode }) => {
        tally.failures.push(`echo: ${statusCode}`);
        asking.destroy();
        resolve();
      });
      asking.once("error", ({ code }) => {
        if (running) tally.failures.push(`echo: ${code}`);
        resolve();
      });
      asking.once("upgrade", (_response, socket) => {
        const speak = setInterval(() => (running ? socket.write("hello\n") : socket.destroy()), 100);
        socket.on("data", (data) => {
          count("echo");
          if (!String(data).includes("bye")) return;
          clearInterval(speak);
          socket.end();
        });
        socket.once("error", ({ code }) => tally.failures.push(`echo: ${code} in the stream`));
        socket.once("end", () => clearInterval(speak));
        socket.once("close", () => {
          clearInterval(speak);
          resolve();
        });
      });
    });
    if (tally.failures.length > failures) await delay(dismay);
  }
}

const tell = () => process.stdout.write(`${JSON.stringify(tally)}\n`);
createInterface(process.stdin)
  .on("line", tell)
  .once("close", () => {
    running = false;
  });
const slowPath = light ? "/slow?ms=500" : "/slow";
const repeat = (length, work) => Array.from({ length }, (_, index) => work(index));
await Promise.all([
  ...repeat(light ? 2 : 8, (index) => client((agent) => one("get", index % 2 ? "/" : "/api/", { agent }))),
  ...repeat(2, (index) =>
    client((agent, round) =>
      one("post", "/orders", { method: "POST", body: `${process.pid}-${index}-${round}`, agent }),
    ),
  ),
  ...repeat(light ? 1 : 2, () => client((agent) => one("slow", slowPath, { agent }))),
  ...(light ? [] : [client((agent) => one("download", "/big", { agent }, bigBytes)), listen(), talk()]),
]);
tell();
