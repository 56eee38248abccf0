import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";
import { afterEach, expect, test } from "vitest";
import { askDoor, type Door } from "./ask-front-door.ts";
import { smokeFrontDoors } from "./smoke-test.ts";

const { signal } = new AbortController();
const engine = { openPort: (port: number) => connect({ port, host: "127.0.0.1" }) };
const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

/** A front door that does with each connection what it is told. */
async function openDoor(serve: (socket: Socket, count: number) => void, tls = false): Promise<Door> {
  let count = 0;
  const server = createServer((socket) => {
    count += 1;
    socket.on("error", () => undefined).once("data", () => serve(socket, count));
  });
  servers.push(server.listen(0, "127.0.0.1"));
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return { route: { host: "shop.test", service: "web", port: 3000 }, port, address: "127.0.0.1", tls };
}

const answer = (status: number) => (socket: Socket) =>
  socket.end(`HTTP/1.1 ${status} x\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`);
/** Fatal, internal error: https://www.rfc-editor.org/rfc/rfc8446#section-6 */
const refuseHandshake = (socket: Socket) => socket.end(Buffer.from([0x15, 3, 1, 0, 2, 2, 80]));

test("a door without a certificate is told from one behind which nobody listens yet", async () => {
  expect(await askDoor(engine, await openDoor(refuseHandshake, true), signal)).toMatchObject({ lacks: "certificate" });
  const closing = (socket: Socket) => socket.destroy();
  expect(await askDoor(engine, await openDoor(closing, true), signal)).toMatchObject({ lacks: "listener" });
  expect(await askDoor(engine, await openDoor(closing), signal)).toMatchObject({ lacks: "listener" });
  expect(await askDoor(engine, await openDoor(answer(503)), signal)).toEqual({ status: 503 });
});

test("a proxy that has just started may take longer to listen than a version may answer with errors", async () => {
  const late = await openDoor((socket, count) => (count < 5 ? socket.destroy() : answer(200)(socket)));
  expect(await smokeFrontDoors(engine, [late], { certificates: true, signal })).toEqual([]);
  const failing = await openDoor((socket, count) => answer(count < 4 ? 500 : 200)(socket));
  await expect(smokeFrontDoors(engine, [failing], { certificates: true, signal })).rejects.toMatchObject({
    code: "unhealthy",
    message: "The front door of web, shop.test/, answered 500 after the switch.",
  });
});

test("a certificate that is still on its way is no failure", async () => {
  const door = await openDoor(refuseHandshake, true);
  expect(await smokeFrontDoors(engine, [door], { certificates: false, signal })).toEqual([]);
});
