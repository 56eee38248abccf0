import { describe, expect, test } from "vitest";
import { resolveForTest } from "../testing/resolve-for-test.ts";
import { node } from "./node.ts";
import { type RedisOptions, redis } from "./redis.ts";

function resolveRedis(options: Partial<RedisOptions> = {}, password = "s3cret") {
  const cache = redis({ version: "8", ...options });
  const app = node({ image: "app", env: { REDIS_URL: cache.url, REDIS_HOST: cache.host } });
  const { services, configs, volumes } = resolveForTest(
    { name: "shop", services: { cache, app } },
    { values: { CACHE_PASSWORD: password } },
  );
  const [mount] = services.cache?.configs ?? [];
  return {
    cache: services.cache,
    app: services.app,
    config: configs[mount?.source ?? ""]?.content ?? "",
    mount,
    volumes,
  };
}

describe("redis", () => {
  test("has the same password in its configuration, its health check and the URL, and none in its arguments", () => {
    const { cache, app, config, mount } = resolveRedis();
    expect(config).toContain('requirepass "s3cret"\n');
    expect(cache?.environment).toEqual({ REDISCLI_AUTH: "s3cret" });
    expect(app?.environment).toMatchObject({ REDIS_URL: "redis://:s3cret@cache:6379", REDIS_HOST: "cache" });
    expect(cache?.command).toEqual(["redis-server", mount?.target]);
    expect(JSON.stringify(cache?.healthcheck)).not.toContain("s3cret");
  });

  test("writes a password with quotes so that Redis reads it back", () => {
    expect(resolveRedis({}, 'a"b\\c').config).toContain('requirepass "a\\"b\\\\c"\n');
  });

  test("can do without a password", () => {
    const { cache, app, config } = resolveRedis({ password: false });
    expect(config).not.toContain("requirepass");
    expect(cache?.environment).toBeUndefined();
    expect(app?.environment?.["REDIS_URL"]).toBe("redis://cache:6379");
  });

  test.each([
    ["aof", /^appendonly yes$/m, ["cache-data:/data"], true],
    ["rdb", /^appendonly no\nsave 3600 1 300 100 60 10000$/m, ["cache-data:/data"], true],
    ["none", /^appendonly no\nsave ""$/m, undefined, false],
  ] as const)("with persistence %s keeps what it says", (persistence, setting, volumes, stateful) => {
    const { cache, config } = resolveRedis({ persistence });
    expect(config).toMatch(setting);
    expect(cache?.volumes).toEqual(volumes);
    expect(cache?.["x-gantry"]).toEqual({ preset: "redis", stateful });
  });

  test("gives the container more memory than the data may take", () => {
    const { cache, config } = resolveRedis({ maxMemory: "256mb", eviction: "allkeys-lru" });
    expect(config).toMatch(/^maxmemory 268435456\nmaxmemory-policy allkeys-lru$/m);
    expect(cache?.deploy?.resources?.limits?.memory).toBe("416m");
  });

  test("names the eviction that was meant", () => {
    expect(() => resolveRedis({ eviction: "allkeys-lur" as never })).toThrow(
      /services\.cache\.eviction: "allkeys-lur" is not one of .* Did you mean "allkeys-lru"\?/,
    );
  });
});
