import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** Writes a repository of applications, each with a Compose file and a Dockerfile in a folder of its own. */
export async function generateRepository(root: string, applications: number): Promise<void> {
  for (let index = 0; index < applications; index++) {
    const folder = join(root, "apps", `app-${String(index).padStart(4, "0")}`);
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, "compose.yaml"), composeFile(index));
    await writeFile(join(folder, "Dockerfile"), dockerfile(index));
  }
}

/** What such files usually have: a database that is waited for, a cache, a proxy; every second one with a mistake. */
const composeFile = (index: number): string => `name: app-${index}
services:
  web:
    build: .
    restart: unless-stopped
    environment:
      DATABASE_URL: postgres://app:\${DB_PASSWORD:?}@${index % 2 === 0 ? "db" : "localhost"}:5432/app
      REDIS_URL: redis://cache:6379/0
      PORT: "3000"
    ports:
      - "127.0.0.1:${20000 + index}:3000"
    depends_on:
      db:
        condition: service_healthy
      cache:
        condition: service_started
    healthcheck:
      test: ["CMD", "wget", "-q", "-O", "/dev/null", "http://127.0.0.1:3000/health"]
      interval: 10s
      timeout: 5s
      retries: 3
      start_period: 30s
    mem_limit: 512m
    logging:
      driver: json-file
      options:
        max-size: 10m
        max-file: "3"
  db:
    image: postgres:17-alpine
    restart: unless-stopped
    environment:
      POSTGRES_USER: app
      POSTGRES_PASSWORD: \${DB_PASSWORD:?}
      POSTGRES_DB: app
    volumes:
      - db-data:/var/lib/postgresql/data
    healthcheck:
      test: ["CMD-SHELL", "pg_isready -h 127.0.0.1 -U app"]
      interval: 10s
      timeout: 5s
      retries: 5
    stop_grace_period: 1m
    mem_limit: 1g
  cache:
    image: redis:8-alpine
    restart: unless-stopped
    command: ["redis-server", "--maxmemory", "128mb"]
    mem_limit: 192m
volumes:
  db-data:
`;

const dockerfile = (index: number): string => `FROM node:22-alpine AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci
COPY . .
RUN npm run build

FROM node:22-alpine
WORKDIR /app
ENV NODE_ENV=production
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
${index % 2 === 0 ? "USER node\n" : ""}EXPOSE 3000
CMD ["node", "dist/server.js"]
`;
