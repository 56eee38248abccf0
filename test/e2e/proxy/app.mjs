// The application behind the proxies under test: says who it is, and keeps what it was sent.
import { createServer } from "node:http";
import { hostname } from "node:os";

const identity = { service: process.env.SERVICE, release: process.env.RELEASE, container: hostname() };
const orders = [];

const server = createServer(async (request, response) => {
  const { pathname, searchParams } = new URL(request.url ?? "/", "http://app");
  response.setHeader("content-type", "application/json");
  if (pathname === "/orders" && request.method === "POST") {
    let body = "";
    for await (const chunk of request) body += chunk;
    orders.push(body);
    response.end(JSON.stringify({ ...identity, body }));
  } else if (pathname === "/orders") response.end(JSON.stringify(orders));
  else if (pathname === "/slow") {
    const timer = setTimeout(() => response.end(JSON.stringify(identity)), Number(searchParams.get("ms")));
    response.once("close", () => clearTimeout(timer));
  } else if (pathname === "/events") {
    response.setHeader("content-type", "text/event-stream");
    const timer = setInterval(() => response.write(`data: ${identity.release}\n\n`), 50);
    response.once("close", () => clearInterval(timer));
  } else response.end(JSON.stringify({ ...identity, path: request.url, headers: request.headers }));
});
// What flows after the handshake is no business of a proxy: lines will do.
server.on("upgrade", (_request, socket) => {
  socket.write("HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: upgrade\r\n\r\n");
  socket.on("data", (data) => socket.write(`${identity.release} ${data}`));
  socket.on("error", () => socket.destroy());
});
server.keepAliveTimeout = 120_000;
server.listen(3000);
process.on("SIGTERM", () => process.exit(0));
