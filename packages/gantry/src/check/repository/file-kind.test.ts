import { expect, test } from "vitest";
import { fileKindOf } from "./file-kind.ts";

test.each([
  ["Caddyfile", "caddyfile"],
  ["deploy/Caddyfile.prod", "caddyfile"],
  ["sites/shop.caddyfile", "caddyfile"],
  ["src/caddyfile.ts", "script-source"],
  ["src/caddyfile.test.ts", "script-source"],
  ["docs/Caddyfile.md", "markdown"],
  ["docker-compose.prod.yml", "compose"],
  ["docker/Dockerfile.caddy", "dockerfile"],
  ["docker/Dockerfile.dockerignore", "dockerignore"],
  [".env.production.example", "env-template"],
  [".env.production", "env-file"],
  ["docker/crontab", "crontab"],
])("%s is a %s by its name", (path, kind) => {
  expect(fileKindOf(path)).toBe(kind);
});
