import { Agent, request as httpRequest } from "node:http";
import { connect, type Socket } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { UserError } from "../../../packages/gantry/src/model/error.ts";
import { startLoad } from "./load.ts";
import { createRig, type ProxySpec, type Rig, request } from "./rig.ts";

export interface ProxyUnderTest extends ProxySpec {
  /** Another configuration, with the header `x-configuration: second`. */
  second: string;
  /** One that is refused. */
  broken: string;
  /** A switch loads the configuration anew: idle connections of clients are closed, and for a moment old and new workers take requests. */
  reloads: boolean;
  /** It knows WebSockets and Server-Sent Events from requests. */
  tellsStreams: boolean;
}

/** What every kind of proxy has to do, on a real engine. */
export function describeProxy(given: ProxyUnderTest): void {
  describe(`${given.kind}, as a deploy drives it`, () => {
    let rig: Rig;
    const addresses: Record<string, string> = {};
    beforeAll(async () => {
      rig = await createRig(given);
      const start = async (service: string, release: number) => {
        addresses[`${service}-r${release}`] = (await rig.start(service, release)).address;
      };
      await Promise.all([start("web", 1), start("api", 1), start("web", 2), start("api", 2)]);
      await rig.proxy.switchTargets({ web: "web-r1", api: "api-r1" });
    });
    afterAll(async () => {
      await rig?.[Symbol.asyncDispose]();
    });
    beforeEach(async () => {
      if ((await rig.proxy.readTargets())["web"] !== "web-r1") await to(1);
    });
    const to = (release: number) => rig.proxy.switchTargets({ web: `web-r${release}`, api: `api-r${release}` });
    const requestsOn = async (each: readonly string[]) => (await rig.proxy.countInFlight(each))?.requests;
    const releases = async () => [(await rig.identify("/")).release, (await rig.identify("/api/")).release];

    test("manages both services and sends requests where they were switched to", async () => {
      expect(rig.definition.upstreams).toEqual(
        expect.arrayContaining([
          { service: "web", port: 3000 },
          { service: "api", port: 3000 },
        ]),
      );
      expect(await rig.proxy.loadConfiguration(rig.definition.files)).toBe(false);
      expect(await rig.proxy.readTargets()).toEqual({ web: "web-r1", api: "api-r1" });
      expect(await releases()).toEqual(["1", "1"]);
    });

    test("switches eight times under keep-alive load without a failed request, and loses or doubles no POST", async () => {
      const load = startLoad(await rig.port());
      for (const release of [2, 1, 2, 1, 2, 1, 2, 1]) {
        await load.answered(60);
        await to(release);
        expect(await releases()).toEqual([`${release}`, `${release}`]);
      }
      await load.answered(100);
      const { requests, failures, idleResets, posted, unposted, releases: seen } = await load.stop();
      console.log(
        `${given.kind}: ${requests} requests over 8 switches, ${failures.length} failed, ${idleResets} idle resets`,
      );
      expect(failures).toEqual([]);
      expect([...seen].sort()).toEqual(["1", "2"]);
      if (!given.reloads) expect(idleResets).toBe(0);
      const received: string[] = [];
      for (const release of [1, 2]) {
        await to(release);
        received.push(...JSON.parse((await rig.ask("/orders")).body));
      }
      expect(received.sort()).toEqual(posted.sort());
      expect(received.filter((order) => unposted.includes(order))).toEqual([]);
    });

    test("shows both services new once the switch has been made, whoever asks for both", async () => {
      const port = await rig.port();
      let switched = false;
      let done = false;
      const before: string[] = [];
      const after: string[] = [];
      const asking = Array.from({ length: 4 }, async () => {
        const ask = async (path: string) => JSON.parse((await request(port, path, { method: "GET" })).body).release;
        while (!done) (switched ? after : before).push(`${await ask("/")}${await ask("/api/")}`);
      });
      await to(2);
      switched = true;
      await expect.poll(() => after.length).toBeGreaterThan(20);
      done = true;
      await Promise.all(asking);
      expect(new Set(after)).toEqual(new Set(["22"]));
      if (!given.reloads) expect(before).not.toContain("21");
    });

    test("counts what is in flight on the containers that it is asked for", async () => {
      const old = [addresses["web-r1"] ?? ""];
      expect(await requestsOn(old)).toBe(0);
      const slow = rig.ask("/slow?ms=3000");
      await expect.poll(() => requestsOn(old), { timeout: 2500 }).toBe(1);
      await to(2);
      expect(await requestsOn([addresses["web-r2"] ?? ""])).toBe(0);
      expect(JSON.parse((await slow).body)).toMatchObject({ release: "1" });
      await expect.poll(() => requestsOn(old), { timeout: 2500 }).toBe(0);
    });

    test("leaves WebSockets and Server-Sent Events where they are, and counts them", async () => {
      await using streams = await openStreams(await rig.port());
      expect(await streams.echo("before")).toBe("1 before");
      await to(2);
      const onOld = await rig.proxy.countInFlight([addresses["web-r1"] ?? ""]);
      expect(onOld).toEqual(given.tellsStreams ? { requests: 0, streams: 2 } : { requests: 2, streams: 0 });
      expect(await streams.echo("after")).toBe("1 after");
      expect(await streams.nextEvent()).toContain("data: 1");
      expect((await rig.identify("/")).release).toBe("2");
    });

    test("refuses a broken configuration in the proxy's own words, and goes on with the old one", async () => {
      const { files } = await rig.manage(given.broken);
      const error = await rig.proxy.loadConfiguration(files).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(UserError);
      expect(error).toMatchObject({ code: "config", detail: expect.stringContaining("no_such_directive") });
      expect(await releases()).toEqual(["1", "1"]);
      await rig.engine.containers.restart(rig.containerId, { graceSeconds: 2 });
      await expect.poll(() => releases().catch(() => [])).toEqual(["1", "1"]);
    });

    test("loads another configuration under load, once, and goes back", async () => {
      const load = startLoad(await rig.port(), { clients: 4 });
      await load.answered(20);
      const { files } = await rig.manage(given.second);
      expect(await rig.proxy.loadConfiguration(files)).toBe(true);
      expect((await rig.ask("/")).headers["x-configuration"]).toBe("second");
      expect(await rig.proxy.loadConfiguration(files)).toBe(false);
      expect(await rig.proxy.loadConfiguration(rig.definition.files)).toBe(true);
      expect((await rig.ask("/")).headers["x-configuration"]).toBeUndefined();
      await load.answered(20);
      expect((await load.stop()).failures).toEqual([]);
    });

    test("answers with 503 while there is maintenance, and lets what is under way go on", async () => {
      const slow = rig.ask("/slow?ms=1500");
      await expect.poll(() => requestsOn([addresses["web-r1"] ?? ""])).toBe(1);
      await rig.proxy.setMaintenance(true, { page: { html: "<h1>Back at {noon}, for $5</h1>", retryAfter: 120 } });
      expect(await rig.proxy.isInMaintenance()).toBe(true);
      for (const [path, method] of [
        ["/", "GET"],
        ["/api/x", "POST"],
      ] as const) {
        const { status, headers, body } = await rig.ask(path, { method, ...(method === "POST" && { body: "x" }) });
        expect({ status, body }).toEqual({ status: 503, body: "<h1>Back at {noon}, for $5</h1>" });
        expect(headers).toMatchObject({ "retry-after": "120", "content-type": expect.stringContaining("text/html") });
      }
      expect((await slow).status).toBe(200);
      // A deploy during maintenance switches what is served afterwards.
      await to(2);
      expect((await rig.ask("/")).status).toBe(503);
      await rig.proxy.setMaintenance(false);
      expect(await rig.proxy.isInMaintenance()).toBe(false);
      expect(await releases()).toEqual(["2", "2"]);
    });

    test("knows after a restart of its container where requests go", async () => {
      await to(2);
      await rig.engine.containers.restart(rig.containerId, { graceSeconds: 2 });
      await expect.poll(() => releases().catch(() => [])).toEqual(["2", "2"]);
      expect(await rig.proxy.readTargets()).toEqual({ web: "web-r2", api: "api-r2" });
    });

    test("spreads load over replicas; when one is killed, no GET fails", async () => {
      const replicas = await Promise.all([rig.start("web", 3), rig.start("web", 3), rig.start("web", 3)]);
      await rig.proxy.switchTargets({ web: "web-r3" });
      const port = await rig.port();
      const seen = new Map<string, number>();
      const failures: string[] = [];
      let running = true;
      const clients = Array.from({ length: 6 }, async () => {
        const agent = new Agent({ keepAlive: true, maxSockets: 1 });
        while (running) {
          const { status, body } = await request(port, "/", { method: "GET", agent });
          if (status !== 200) failures.push(`${status} ${body}`);
          else {
            const { container } = JSON.parse(body);
            seen.set(container, (seen.get(container) ?? 0) + 1);
          }
        }
        agent.destroy();
      });
      await expect.poll(() => [...seen.values()].filter((count) => count >= 30).length, { timeout: 20_000 }).toBe(3);
      const killed = replicas[0]?.id ?? "";
      await rig.engine.containers.kill(killed);
      const before = [...seen.values()].reduce((sum, count) => sum + count, 0);
      const since = () => [...seen.values()].reduce((sum, count) => sum + count, 0) - before;
      await expect.poll(since, { timeout: 20_000 }).toBeGreaterThan(300);
      running = false;
      await Promise.all(clients);
      expect(failures).toEqual([]);
    });
  });
}

interface Streams extends AsyncDisposable {
  /** What comes back over the WebSocket. */
  echo(text: string): Promise<string>;
  nextEvent(): Promise<string>;
}

async function openStreams(port: number): Promise<Streams> {
  const socket = await upgrade(port);
  const nextOf = (source: { once(event: "data", listener: (data: Buffer) => void): unknown }) =>
    new Promise<string>((resolve) => {
      source.once("data", (data) => resolve(data.toString()));
    });
  const headers = { accept: "text/event-stream" };
  const sent = httpRequest({ host: "127.0.0.1", port, path: "/events", agent: new Agent(), headers });
  const response = await new Promise<import("node:http").IncomingMessage>((resolve, reject) => {
    sent.once("response", resolve).once("error", reject).end();
  });
  await nextOf(response);
  return {
    echo: (text) => {
      const answer = nextOf(socket);
      socket.write(text);
      return answer;
    },
    nextEvent: () => nextOf(response),
    [Symbol.asyncDispose]: async () => {
      response.on("error", () => undefined);
      sent.destroy();
      socket.destroy();
    },
  };
}

function upgrade(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("error", reject);
    socket.once("data", (data) => {
      if (data.toString().startsWith("HTTP/1.1 101")) resolve(socket);
      else reject(new Error(data.toString()));
    });
    socket.write(
      "GET /socket HTTP/1.1\r\nhost: shop.example.com\r\nconnection: Upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n",
    );
  });
}
