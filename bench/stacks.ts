/** The stacks that `bench up` brings up, as Compose files that both tools read. */

export interface BenchStack {
  name: string;
  /** What it stands for, for the table. */
  title: string;
  compose: Record<string, unknown>;
  /** The service that "one changed service" changes. */
  changed: string;
}

/** EverySkill's document: its health intervals, start period and dependency chain. */
export function chainOfThree(webImage: string): BenchStack {
  return {
    name: "bench-chain",
    title: "chain of 3 (EverySkill: Postgres, web, Caddy)",
    changed: "web",
    compose: {
      services: {
        postgres: {
          image: "pgvector/pgvector:pg17",
          environment: { POSTGRES_USER: "everyskill", POSTGRES_PASSWORD: "bench-only", POSTGRES_DB: "everyskill" },
          volumes: ["postgres_data:/var/lib/postgresql/data"],
          networks: ["internal"],
          healthcheck: { test: ["CMD-SHELL", "pg_isready -U everyskill"], interval: "5s", timeout: "5s", retries: 5 },
        },
        web: {
          image: webImage,
          environment: {
            DATABASE_URL: "postgresql://everyskill:bench-only@postgres:5432/everyskill",
            REVISION: "${REVISION:-1}",
          },
          networks: ["internal", "public"],
          depends_on: { postgres: { condition: "service_healthy" } },
          healthcheck: {
            test: ["CMD", "wget", "--spider", "-q", "http://127.0.0.1:2000/api/health"],
            interval: "10s",
            timeout: "5s",
            retries: 3,
            start_period: "30s",
          },
        },
        caddy: {
          image: "caddy:2-alpine",
          networks: ["internal", "public"],
          ports: ["8080:80"],
          configs: [{ source: "caddyfile", target: "/etc/caddy/Caddyfile" }],
          volumes: ["caddy_data:/data", "caddy_config:/config"],
          depends_on: { web: { condition: "service_healthy" } },
        },
      },
      configs: { caddyfile: { content: ":80 {\n\treverse_proxy web:2000\n}\n" } },
      networks: { internal: { internal: true }, public: {} },
      volumes: { postgres_data: {}, caddy_data: {}, caddy_config: {} },
    },
  };
}

const quickService = (extra: Record<string, unknown> = {}) => ({
  image: "redis:8-alpine",
  init: true,
  command: ["redis-server", "--save", "", "--appendonly", "no"],
  environment: { REVISION: "1" },
  tmpfs: ["/data"],
  stop_grace_period: "2s",
  healthcheck: { test: ["CMD", "redis-cli", "ping"], interval: "5s", timeout: "3s", retries: 5 },
  ...extra,
});

/** One service that ten others wait for. */
export function fanOfTen(): BenchStack {
  const leaves = Array.from({ length: 10 }, (_, index) => [
    `leaf-${index}`,
    quickService({
      depends_on: { root: { condition: "service_healthy" } },
      environment: { REVISION: index === 0 ? "${REVISION:-1}" : "1" },
    }),
  ]);
  return {
    name: "bench-fan",
    title: "fan of 10 (Redis, each waits for one)",
    changed: "leaf-0",
    compose: { services: { root: quickService(), ...Object.fromEntries(leaves) } },
  };
}

/** Fifty services in five layers of ten; each waits for one of the layer before. */
export function fiftyServices(): BenchStack {
  const services = Array.from({ length: 50 }, (_, index) => [
    `s-${index}`,
    quickService({
      ...(index >= 10 ? { depends_on: { [`s-${index - 10}`]: { condition: "service_healthy" } } } : {}),
      environment: { REVISION: index === 49 ? "${REVISION:-1}" : "1" },
    }),
  ]);
  return {
    name: "bench-fifty",
    title: "50 services (Redis, five layers of ten)",
    changed: "s-49",
    compose: { services: Object.fromEntries(services) },
  };
}
