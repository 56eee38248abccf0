import { describe, expect, test } from "vitest";
import { askLastingServer, asksFirstServer } from "./first-server.ts";

const shell = (line: string) => ["/bin/sh", "-c", line];

describe("a check that asks a database's socket asks over TCP", () => {
  test.each([
    [shell("pg_isready -U app"), ["PGHOST=127.0.0.1"]],
    [["pg_isready"], ["PGHOST=127.0.0.1"]],
  ])("by a variable: %j", (command, environment) => {
    expect(askLastingServer(command, ["POSTGRES_USER=app"])).toEqual({ command, environment });
    expect(asksFirstServer(command)).toBe(true);
  });

  test.each([
    [
      ["mysqladmin", "ping", "-h", "localhost"],
      ["mysqladmin", "ping", "--protocol=tcp", "-h", "localhost"],
    ],
    [
      ["mariadb-admin", "-u", "root", "ping"],
      ["mariadb-admin", "-u", "root", "ping", "--protocol=tcp"],
    ],
    [
      shell("mysqladmin -uroot -p$MYSQL_ROOT_PASSWORD ping --silent || exit 1"),
      shell("mysqladmin -uroot -p$MYSQL_ROOT_PASSWORD ping --protocol=tcp --silent || exit 1"),
    ],
    [shell("exec /usr/bin/mysqladmin ping"), shell("exec /usr/bin/mysqladmin ping --protocol=tcp")],
    [
      ["healthcheck.sh", "--innodb_initialized"],
      ["healthcheck.sh", "--connect", "--innodb_initialized"],
    ],
    [
      shell("/usr/local/bin/healthcheck.sh --su-mysql --galera_online"),
      shell("/usr/local/bin/healthcheck.sh --connect --su-mysql --galera_online"),
    ],
  ])("by a word: %j", (command, changed) => {
    expect(askLastingServer(command, [])).toEqual({ command: changed, environment: [] });
    expect(asksFirstServer(command)).toBe(true);
    expect(asksFirstServer(changed)).toBe(false);
  });
});

test.each([
  [["redis-cli", "ping"]],
  [["pg_isready", "-h", "127.0.0.1"]],
  [shell("pg_isready --host=db")],
  [["mysqladmin", "ping", "-h", "127.0.0.1"]],
  [["mysqladmin", "ping", "--socket=/run/mysqld.sock"]],
  [["mysqladmin", "status"]],
  [shell("mysqladmin status; redis-cli ping")],
  [["healthcheck.sh", "--connect", "--innodb_initialized"]],
  [["healthcheck.sh"]],
  [["/app/healthcheck.sh", "--port", "3000"]],
])("a check that does not, or says how it connects, is left as it is: %j", (command) => {
  expect(askLastingServer(command, [])).toEqual({ command, environment: [] });
  expect(asksFirstServer(command)).toBe(false);
});

test("a host of the container's own wins", () => {
  expect(askLastingServer(["pg_isready"], ["PGHOST=/run/postgresql"]).environment).toEqual([]);
});
