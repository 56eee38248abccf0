import { describe, expect, test } from "vitest";
import { env } from "../reference.ts";
import { secret } from "../secret.ts";
import { interpolatedForTest, resolveForTest } from "../testing/resolve-for-test.ts";
import { node } from "./node.ts";
import { type PostgresOptions, postgres } from "./postgres.ts";

const stackOf = (options: Partial<PostgresOptions> = {}) => {
  const db = postgres({ version: "17", ...options });
  const app = node({ image: "app", env: { DATABASE_URL: db.url, PGHOST: db.host, PGPORT: db.port, PGUSER: db.user } });
  return { name: "shop", services: { db, app } };
};

describe("postgres", () => {
  test("has the same credentials in the database and in the URL", () => {
    const { services } = resolveForTest(stackOf({ database: "orders", user: "clerk" }), {
      values: { DB_PASSWORD: "s3" },
    });
    expect(services.db?.environment).toEqual({
      POSTGRES_DB: "orders",
      POSTGRES_USER: "clerk",
      POSTGRES_PASSWORD: "s3",
    });
    expect(services.app?.environment).toMatchObject({
      DATABASE_URL: "postgres://clerk:s3@db:5432/orders",
      PGHOST: "db",
      PGPORT: "5432",
      PGUSER: "clerk",
    });
  });

  test("encodes what a URL would read otherwise, and only there", () => {
    const stack = stackOf({ user: "a b", database: "o/1" });
    const { services } = resolveForTest(stack, { values: { DB_PASSWORD: "p@ss:w/rd?#'%" } });
    const url = new URL(services.app?.environment?.["DATABASE_URL"] ?? "");
    expect([url.username, url.password, url.pathname].map(decodeURIComponent)).toEqual([
      "a b",
      "p@ss:w/rd?#'%",
      "/o/1",
    ]);
    expect(url.hostname).toBe("db");
    expect(services.db?.environment?.["POSTGRES_PASSWORD"]).toBe("p@ss:w/rd?#'%");
  });

  test("calls the database app, and its owner like the database, unless told otherwise", () => {
    const named = (options: Partial<PostgresOptions>) => resolveForTest(stackOf(options)).services.db?.environment;
    expect(named({})).toMatchObject({ POSTGRES_DB: "app", POSTGRES_USER: "app" });
    expect(named({ database: "x" })).toMatchObject({ POSTGRES_DB: "x", POSTGRES_USER: "x" });
  });

  test.each([
    ["16", "/var/lib/postgresql/data"],
    ["17.6-alpine", "/var/lib/postgresql/data"],
    ["18", "/var/lib/postgresql"],
    ["19.1", "/var/lib/postgresql"],
  ])("keeps the data of version %s where that image has it", (version, folder) => {
    const { services, volumes } = resolveForTest(stackOf({ version }));
    expect(services.db?.volumes).toEqual([`db-data:${folder}`]);
    expect(services.db?.image).toBe(`postgres:${version}`);
    expect(volumes).toEqual({ "db-data": {} });
  });

  test("asks over TCP whether the database takes connections", () => {
    const check = resolveForTest(stackOf()).services.db?.healthcheck;
    expect(check?.test.join(" ")).toMatch(/pg_isready .*-h 127\.0\.0\.1 .*-U .*-d /);
  });

  test("publishes nothing, cannot call out, and keeps the capabilities that its entrypoint needs", () => {
    const { db } = resolveForTest(stackOf()).services;
    expect(db?.ports).toBeUndefined();
    expect(Object.keys(db?.networks ?? {})).toEqual(["db"]);
    expect(db).toMatchObject({
      cap_drop: ["ALL"],
      cap_add: ["CHOWN", "DAC_OVERRIDE", "FOWNER", "SETGID", "SETUID"],
      security_opt: ["no-new-privileges:true"],
      init: true,
      "x-gantry": { preset: "postgres", stateful: true },
    });
  });

  test("has its extensions from the first start, and pgvector's image for vector", () => {
    const { services, configs } = resolveForTest(stackOf({ version: "17.6", extensions: ["vector", "pg_trgm"] }));
    const [mount] = services.db?.configs ?? [];
    expect(services.db?.image).toBe("pgvector/pgvector:pg17");
    expect(mount?.target).toMatch(/^\/docker-entrypoint-initdb\.d\/.+\.sql$/);
    expect(configs[mount?.source ?? ""]?.content).toBe(
      'CREATE EXTENSION IF NOT EXISTS "vector";\nCREATE EXTENSION IF NOT EXISTS "pg_trgm";\n',
    );
  });

  test("passes settings to the server", () => {
    const { db } = resolveForTest(stackOf({ settings: { max_connections: 200, shared_buffers: "1GB" } })).services;
    expect(db?.command).toEqual(["postgres", "-c", "max_connections=200", "-c", "shared_buffers=1GB"]);
  });

  test("takes a password of the user's, and refuses one that is written down without showing it", () => {
    const given = stackOf({ password: secret({ name: "PG_PASS" }) });
    expect(resolveForTest(given).services.db?.environment?.["POSTGRES_PASSWORD"]).toBe("PG_PASS-value");
    for (const password of ["hunter2", env("OPEN", { default: "hunter2" })]) {
      const written = stackOf({ password: password as never });
      expect(() => resolveForTest(written)).toThrow(
        /^services\.db\.password: a password is not written in the config\./,
      );
      expect(() => resolveForTest(written)).not.toThrow(/hunter2/);
    }
  });

  test("is printed without its password", () => {
    const { services } = interpolatedForTest(stackOf());
    const password = "${DB_PASSWORD:?password of the service db}";
    expect(services.db?.environment?.["POSTGRES_PASSWORD"]).toBe(password);
    expect(services.app?.environment?.["DATABASE_URL"]).toBe(
      `postgres://app:\${DB_PASSWORD_ENCODED:-${password}}@db:5432/app`,
    );
  });
});
