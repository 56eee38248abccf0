// The application that is deployed: says which version it is, keeps what it was sent, and misbehaves when its environment asks for it.
import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";

const version = process.env.VERSION ?? "1";
const mood = process.env.MOOD ?? "well";
const records = "/records/posted";
const big = Buffer.alloc(8 << 20, version);

const server = createServer(async (request, response) => {
  const { pathname, searchParams } = new URL(request.url ?? "/", "http://app");
  // Visitors come through the proxy, once requests are switched.
  const visited = "x-forwarded-for" in request.headers;
  if (mood === "crashing" && visited) setTimeout(() => process.exit(3), 500);
  if (pathname === "/health") response.end("ok");
  else if (mood === "wrong" || (mood === "wrong to visitors" && visited)) {
    response.statusCode = 500;
    response.end("wrong");
  } else if (pathname === "/orders" && request.method === "POST") {
    let body = "";
    for await (const chunk of request) body += chunk;
    appendFileSync(records, `${body}\n`);
    response.end(version);
  } else if (pathname === "/orders") response.end(readFileSync(records, { flag: "a+" }));
  else if (pathname === "/slow") setTimeout(() => response.end(version), Number(searchParams.get("ms") ?? 3000));
  else if (pathname === "/big") response.end(big);
  else if (pathname === "/events") {
    response.setHeader("content-type", "text/event-stream");
    const timer = setInterval(() => response.write(`data: ${version}\n\n`), 100);
    response.once("close", () => clearInterval(timer));
    ending.add(() => response.end());
  } else response.end(version);
});
server.on("upgrade", (_request, socket) => {
  socket.write("HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: upgrade\r\n\r\n");
  socket.on("data", (data) => socket.write(`${version} ${data}`));
  socket.on("error", () => socket.destroy());
  socket.on("end", () => socket.end());
  talking.add(socket);
  socket.once("close", () => talking.delete(socket));
});
const ending = new Set();
const talking = new Set();
server.keepAliveTimeout = 120_000;
// A health check of a file costs the machine, which many containers share, less than one by HTTP.
const place = { port: 3000, ...(mood === "deaf" ? { host: "127.0.0.1" } : {}) };
server.listen(place, () => writeFileSync("/tmp/health", mood === "sick" ? "the database is somewhere else" : "ok"));
process.on("SIGTERM", () => {
  for (const end of ending) end();
  // As WebSockets close: the client is told, and ends the connection when it has nothing more to say.
  const farewells = [...talking].map(
    (socket) => new Promise((resolve) => socket.once("close", resolve).write("bye\n")),
  );
  server.close(() => Promise.all(farewells).then(() => process.exit(0)));
  server.closeIdleConnections();
});
