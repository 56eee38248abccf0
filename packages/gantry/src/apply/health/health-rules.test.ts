import { expect, test } from "vitest";
import { readHealthRules } from "./health-rules.ts";

test.each([
  ["no health check", undefined],
  ["an empty test", { Test: [] }],
  ["a check that the service switched off", { Test: ["NONE"] }],
])("%s means that running is enough", (_, Healthcheck) => {
  expect(readHealthRules({ Healthcheck })).toBeUndefined();
});

test("a CMD check is run as it stands", () => {
  expect(readHealthRules({ Healthcheck: { Test: ["CMD", "pg_isready", "-U", "app"] } })?.command).toEqual([
    "pg_isready",
    "-U",
    "app",
  ]);
});

test("a CMD-SHELL check is run by the image's shell, /bin/sh when it names none", () => {
  const Healthcheck = { Test: ["CMD-SHELL", "curl -f localhost || exit 1"] };
  expect(readHealthRules({ Healthcheck })?.command).toEqual(["/bin/sh", "-c", "curl -f localhost || exit 1"]);
  expect(readHealthRules({ Healthcheck, Shell: ["/bin/bash", "-ec"] })?.command).toEqual([
    "/bin/bash",
    "-ec",
    "curl -f localhost || exit 1",
  ]);
});

test("what is not said is Docker's default", () => {
  expect(readHealthRules({ Healthcheck: { Test: ["CMD", "true"], Interval: 5e9 } })).toEqual({
    command: ["true"],
    environment: [],
    interval: 5000,
    timeout: 30_000,
    retries: 3,
    startPeriod: 0,
  });
});

test("pg_isready asks over TCP, where the server of the first initialisation does not listen", () => {
  const environment = (Test: string[], Env: string[] = []) =>
    readHealthRules({ Healthcheck: { Test }, Env })?.environment;
  expect(environment(["CMD-SHELL", "pg_isready -U app"])).toEqual(["PGHOST=127.0.0.1"]);
  expect(environment(["CMD", "redis-cli", "ping"])).toEqual([]);
  expect(environment(["CMD", "pg_isready"], ["PGHOST=/run/postgresql"])).toEqual([]);
});
