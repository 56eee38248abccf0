import { createServer } from "node:http";
import process from "node:process";
import { openDatabase } from "./database.js";
import { renderPage } from "./page.js";

const database = openDatabase(process.env.DATABASE_URL);

const server = createServer(async (request, response) => {
  try {
    await answer(new URL(request.url ?? "/", "http://localhost"), response);
  } catch (error) {
    console.error(error);
    if (response.headersSent) response.destroy();
    else sendJson(response, 500, { error: "internal error" });
  }
});

async function answer(url, response) {
  const query = (url.searchParams.get("q") ?? "").trim();
  switch (url.pathname) {
    case "/":
      response.writeHead(200, { "content-type": "text/html; charset=utf-8" });
      response.end(renderPage(await findSkills(query), query));
      break;
    case "/api/skills":
      sendJson(response, 200, await findSkills(query));
      break;
    case "/api/health": {
      const healthy = await database.isReachable();
      sendJson(response, healthy ? 200 : 503, { status: healthy ? "healthy" : "unhealthy", db: healthy });
      break;
    }
    default:
      sendJson(response, 404, { error: "not found" });
  }
}

function findSkills(query) {
  return query === "" ? database.listSkills() : database.searchSkills(query);
}

function sendJson(response, status, body) {
  response.writeHead(status, { "content-type": "application/json", "cache-control": "no-store" });
  response.end(JSON.stringify(body));
}

for (const signal of ["SIGTERM", "SIGINT"]) {
  process.once(signal, () => {
    server.close(() => database.close());
    server.closeIdleConnections();
  });
}

await database.setUp();
const port = Number(process.env.PORT ?? 2000);
server.listen(port, () => console.log(`listening on port ${port}`));
