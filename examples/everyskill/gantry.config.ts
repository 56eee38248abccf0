import { caddy, defineStack, node, postgres } from "gantry";

export default defineStack(({ env }) => {
  const db = postgres({
    version: "17",
    database: "everyskill",
    extensions: ["vector"],
    health: { interval: "5s", timeout: "5s", retries: 5 },
  });

  const web = node({
    build: "./web",
    port: 2000,
    health: { http: "/api/health", interval: "10s", timeout: "5s", retries: 3, startPeriod: "30s" },
    env: { DATABASE_URL: db.url },
  });

  return {
    name: "everyskill-typed",
    services: { db, web },
    proxy: caddy({ routes: { "everyskill.ai": web }, httpPort: Number(env["HTTP_PORT"] ?? 8080) }),
  };
});
