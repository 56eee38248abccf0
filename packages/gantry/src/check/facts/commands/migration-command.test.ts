import { expect, test } from "vitest";
import { migrationOf } from "./migration-command.ts";

test.each([
  ["npx prisma migrate deploy", "prisma", "migrate"],
  ["pnpm --filter @shop/db exec drizzle-kit push", "drizzle-kit", "push"],
  ["uv run --frozen alembic -c db/alembic.ini upgrade head", "alembic", "migrate"],
  ["python -m alembic upgrade head", "alembic", "migrate"],
  ["python manage.py migrate --noinput", "django", "migrate"],
  ["docker compose -f compose.prod.yaml exec -T app pnpm db:migrate", "db:migrate", "migrate"],
  ["docker-compose run --rm api node dist/migrate.js", "migrate", "migrate"],
  ["docker exec shop-api npx prisma db push", "prisma", "push"],
  ["sudo timeout 60 npm run db:push", "db:push", "push"],
  ["bundle exec rails db:migrate", "rails", "migrate"],
])("%s is a migration", (text, tool, kind) => {
  expect(migrationOf(text.split(" "))).toMatchObject({ tool, kind });
});

test.each([
  "pnpm build",
  "node server.js",
  "docker push ghcr.io/shop/api",
  "git push",
  "prisma generate",
  "alembic current",
  "pnpm db:seed",
])("%s is none", (text) => {
  expect(migrationOf(text.split(" "))).toBeUndefined();
});
