import { expect, test } from "vitest";
import type { Dependency } from "../../model/service.ts";
import { findWaits } from "./find-waits.ts";

const healthy: Dependency = { condition: "service_healthy", required: true };
const waits = (environment: Record<string, string | null>, depends_on: Record<string, Dependency> = { db: healthy }) =>
  findWaits({ environment, depends_on });

test("a needed service is waited for at the ports that the environment names", () => {
  expect(waits({ DATABASE_URL: `\${DB_URL:-postgres://shop:\${PASSWORD}@db:5433/shop}` })).toEqual(["db:5433"]);
  expect(waits({ A: "db:1", B: "http://db:2/x", C: "tcp://db:1" })).toEqual(["db:1", "db:2"]);
});

test("a URL without a port means its scheme's", () => {
  expect(waits({ DATABASE_URL: "postgresql+asyncpg://shop:p@db/shop" })).toEqual(["db:5432"]);
  expect(waits({ URL: "redis://db", OTHER: "gopher://db/" })).toEqual(["db:6379"]);
});

test("other hosts, and names that only begin or end alike, are none of it", () => {
  expect(
    waits({ URL: "postgres://my-db:5432/x", OTHER: "postgres://db.example.com:5432/x", LAST: "http://db2:80" }),
  ).toEqual([]);
  expect(waits({ URL: "postgres://elsewhere:5432/db", EMPTY: null })).toEqual([]);
});

test("what is only wished for, and what runs to its end, is not waited for", () => {
  const environment = { URL: "http://seed:80 http://mail:25" };
  const seed: Dependency = { condition: "service_completed_successfully", required: true };
  const mail: Dependency = { condition: "service_started", required: false };
  expect(waits(environment, { seed, mail })).toEqual([]);
  expect(waits(environment, { mail: { ...mail, required: true } })).toEqual(["mail:25"]);
});
