import { parseBytes } from "../../model/bytes.ts";
import { credential, matching, oneOf, orFalse, size } from "../options/checks.ts";
import { checksOf } from "../options/service-checks.ts";
import type { ServiceOptions, Size } from "../options/service-options.ts";
import { concat, encode, type OpenReference, type Reference, type SecretReference } from "../reference.ts";
import { secretReference, soleSecret } from "../secret.ts";
import { type BuildContext, type Draft, hostOf, ServiceDefinition, textOf } from "../service-definition.ts";
import { draftService } from "./draft-service.ts";

const persistences = ["aof", "rdb", "none"] as const;

const evictions = [
  "noeviction",
  "allkeys-lru",
  "allkeys-lfu",
  "allkeys-random",
  "volatile-lru",
  "volatile-lfu",
  "volatile-random",
  "volatile-ttl",
] as const;

export interface RedisOptions extends ServiceOptions {
  /** The version, at least the major one: `"8"`, `"7.4-alpine"`. */
  version: string;
  /**
   * What outlives a restart. `"aof"`: all but the last second. `"rdb"`: a snapshot every few minutes. `"none"`: nothing.
   * Default: `"aof"`.
   */
  persistence?: (typeof persistences)[number];
  /** The most memory for data, such as `"256mb"`; the container gets half as much again. Default: no limit but the container's. */
  maxMemory?: Size;
  /** What goes when `maxMemory` is reached. Default: `"noeviction"`, writes are refused. */
  eviction?: (typeof evictions)[number];
  /** Default: generated, and kept in `.gantry/<environment>.env`. `false`: none. */
  password?: SecretReference | false;
}

/** A Redis with references to how it is reached. */
export interface Redis extends ServiceDefinition {
  /** `redis://:password@host:6379`. A secret to the types, with `password: false` too. */
  readonly url: SecretReference;
  readonly host: OpenReference;
  readonly port: OpenReference;
  /** Empty with `password: false`. */
  readonly password: SecretReference;
}

const configTarget = "/usr/local/etc/redis/redis.conf";

/**
 * A Redis on a private network that only its users join. Its settings, the password among them, are in a file: nothing is in the
 * process's arguments.
 *
 * @example
 * ```ts
 * const cache = redis({ version: "8", persistence: "none", maxMemory: "256mb", eviction: "allkeys-lru" });
 * const app = node({ build: ".", port: 3000, env: { REDIS_URL: cache.url } });
 * ```
 */
export function redis(options: RedisOptions): Redis {
  const given = options ?? {};
  const password = given.password === false ? undefined : (given.password ?? secretReference({ generate: true }));
  const secret = soleSecret(password);
  const definition = new ServiceDefinition({
    preset: "redis",
    options: given,
    checks: checksOf<RedisOptions>({
      version: matching(/^\d+(\.\d+)*(-[\w.-]+)?$/, "a version of Redis", "8"),
      persistence: oneOf(...persistences),
      maxMemory: size,
      eviction: oneOf(...evictions),
      password: orFalse(credential),
    }),
    required: ["version"],
    secrets: secret ? { PASSWORD: secret } : {},
    build: (context) => draftRedis(context, options, password),
  });
  const host = hostOf(definition);
  const owner = password === undefined ? "" : concat([":", encode(password, "url"), "@"]);
  return Object.assign(definition, {
    host,
    port: textOf(definition, 6379),
    password: textOf(definition, password ?? "") as SecretReference,
    url: textOf(definition, "redis://", owner, host, ":6379") as SecretReference,
  });
}

function draftRedis(context: BuildContext, options: RedisOptions, password: Reference | undefined): Draft {
  const { persistence = "aof" } = options;
  const config = `${context.key}-config`;
  const draft = draftService(context, options, {
    preset: "redis",
    stateful: persistence !== "none",
    image: `redis:${options.version}`,
    command: ["redis-server", configTarget],
    // redis-cli takes the password from its environment, never from its arguments.
    env: password === undefined ? {} : { REDISCLI_AUTH: password },
    test: ["CMD-SHELL", "redis-cli -h 127.0.0.1 ping | grep -q PONG"],
    memory: containerMemory(options.maxMemory),
    stopGracePeriod: "30s",
    // The entrypoint takes over the data folder as root, then becomes redis and gives up its capabilities (that is SETPCAP).
    capabilities: ["CHOWN", "DAC_OVERRIDE", "FOWNER", "SETGID", "SETPCAP", "SETUID"],
    volumes: persistence === "none" ? [] : [`${context.key}-data:/data`],
  });
  return {
    ...draft,
    service: {
      ...draft.service,
      configs: [{ source: config, target: configTarget }],
      // The image declares a volume for /data; without persistence nothing there is worth one.
      ...(persistence === "none" ? { tmpfs: ["/data"] } : {}),
    },
    configs: { [config]: { content: writeConfig(options, password) } },
  };
}

const persistenceSettings: Record<(typeof persistences)[number], readonly string[]> = {
  aof: ["appendonly yes", "appendfsync everysec"],
  rdb: ["appendonly no", "save 3600 1 300 100 60 10000"],
  none: ["appendonly no", 'save ""'],
};

function writeConfig(options: RedisOptions, password: Reference | undefined): Reference {
  const lines = ["# Only the members of its private network reach it.", "protected-mode no", "dir /data"];
  lines.push(...persistenceSettings[options.persistence ?? "aof"]);
  if (options.maxMemory) lines.push(`maxmemory ${parseBytes(options.maxMemory)}`);
  if (options.eviction) lines.push(`maxmemory-policy ${options.eviction}`);
  const secured = password === undefined ? [] : ['requirepass "', encode(password, "redis"), '"\n'];
  return concat([`${lines.join("\n")}\n`, ...secured]);
}

/** Redis takes more than its data: buffers, fragmentation, the copy that a snapshot is written from. */
function containerMemory(maxMemory: Size | undefined): Size {
  const data = maxMemory === undefined ? undefined : parseBytes(maxMemory);
  return data === undefined ? "256m" : `${Math.ceil((data * 1.5) / 1024 ** 2) + 32}m`;
}
