import { isMapping } from "../options/checks.ts";
import type { Duration, Health, ServiceOptions, Size } from "../options/service-options.ts";
import type { Reference, TextValue } from "../reference.ts";
import type { BuildContext, Draft, RawMapping } from "../service-definition.ts";
import { draftBuild, type PresetRecipe, present } from "./draft-build.ts";
import { override } from "./override.ts";
import { sizeHeap } from "./size-heap.ts";

/** What a preset sets where the user says nothing. */
export interface ServiceDefaults {
  preset: string;
  /** Holds data that lives longer than the container. */
  stateful?: boolean;
  image?: string | Reference | undefined;
  command?: readonly (string | Reference)[] | undefined;
  env?: Readonly<Record<string, TextValue>>;
  /** A health check's test, when the user gives none. */
  test?: readonly string[] | undefined;
  /** The test that asks a URL, with what the image has. */
  httpTest?: (url: string) => readonly string[];
  timing?: Pick<Health, "interval" | "timeout" | "retries" | "startPeriod">;
  /** The port that an HTTP check asks. */
  port?: number | undefined;
  memory: Size;
  /** It is Node.js, which by itself would use no more than half of its memory as its heap. */
  sizesHeap?: boolean;
  stopGracePeriod: Duration;
  /** All capabilities are dropped but these. Absent: those that few images need are dropped. */
  capabilities?: readonly string[];
  volumes?: readonly string[];
  /** Default: only when ports are published. */
  egress?: boolean;
  /** How to build its image, when the user names none. */
  recipe?: PresetRecipe | undefined;
}

// An unknown image may start as root, take its folders over and switch users; none of that needs these.
const seldomNeeded = ["AUDIT_WRITE", "MKNOD", "NET_RAW", "SETFCAP", "SYS_CHROOT"];

/** A service from its options and its preset's defaults, with the least privilege that works. */
export function draftService(context: BuildContext, given: ServiceOptions, defaults: ServiceDefaults): Draft {
  const options = override(given, context.overridesOf(context.key));
  const volumes = [...(defaults.volumes ?? []), ...(options.volumes ?? [])];
  const capabilities = defaults.capabilities
    ? { cap_drop: ["ALL"], cap_add: [...defaults.capabilities] }
    : { cap_drop: seldomNeeded };
  const memory = options.resources?.memory ?? defaults.memory;
  const { build, recipe, secrets } = draftBuild(context, options, defaults.recipe);
  const service: RawMapping = {
    image: options.image ?? (build === undefined ? defaults.image : `${context.project}-${context.key}`),
    build,
    command: options.command ?? defaults.command,
    environment: present({ ...defaults.env, ...(defaults.sizesHeap ? sizeHeap(memory) : {}), ...options.env }),
    healthcheck: writeHealthcheck(options.health, defaults),
    volumes,
    ports: options.ports,
    labels: options.labels,
    networks: Object.fromEntries((options.networks ?? []).map((name) => [name, null])),
    init: true,
    restart: options.restart ?? "unless-stopped",
    stop_grace_period: options.stopGracePeriod ?? defaults.stopGracePeriod,
    security_opt: ["no-new-privileges:true"],
    ...capabilities,
    logging: { driver: "json-file", options: { "max-size": "10m", "max-file": "3" } },
    deploy: present({
      replicas: options.replicas,
      resources: {
        limits: present({ memory, cpus: options.resources?.cpus }),
      },
    }),
    "x-gantry": present({
      preset: defaults.preset,
      stateful: defaults.stateful,
      recipe,
      assets: options.assets,
      read_only: mayBeReadOnly(recipe, options) ? true : undefined,
    }),
  };
  return {
    service: withoutEmpty(service),
    egress: options.egress ?? defaults.egress ?? (options.ports ?? []).length > 0,
    dependsOn: options.dependsOn ?? {},
    volumes: Object.fromEntries(volumes.flatMap((volume) => namedVolume(volume)).map((name) => [name, {}])),
    secrets,
    ...(options.compose ? { compose: options.compose } : {}),
  };
}

/** The recipe knows where its image writes. Whoever sets Compose's own key has decided. */
function mayBeReadOnly(recipe: RawMapping | undefined, { compose = {} }: ServiceOptions): boolean {
  return recipe !== undefined && recipe["name"] !== "dockerfile" && compose["read_only"] === undefined;
}

function writeHealthcheck(health: Health | false | undefined, defaults: ServiceDefaults): RawMapping | undefined {
  if (health === false) return { disable: true };
  const test = healthTest(health, defaults);
  if (!test) return undefined;
  const { interval = "10s", timeout = "5s", retries = 5, startPeriod = "30s" } = { ...defaults.timing, ...health };
  return { test, interval, timeout, retries, start_period: startPeriod };
}

function healthTest(health: Health | undefined, defaults: ServiceDefaults): readonly string[] | undefined {
  if (health?.command) return ["CMD", ...health.command];
  if (!health?.http) return defaults.test;
  const port = health.port ?? defaults.port;
  return (defaults.httpTest ?? shellHttpTest)(`http://127.0.0.1${port === undefined ? "" : `:${port}`}${health.http}`);
}

/** Asks with `wget` or `curl`, whichever the image has. The URL is quoted for the shell. */
export function shellHttpTest(url: string): readonly string[] {
  const quoted = `'${url.replaceAll("'", "'\\''")}'`;
  return [
    "CMD-SHELL",
    `if command -v wget >/dev/null; then wget -q -O /dev/null ${quoted}; else curl -fsS -o /dev/null ${quoted}; fi`,
  ];
}

/** The name in `name:/path`; none for a bind mount or an anonymous volume. */
function namedVolume(volume: string): string[] {
  const [source, target] = volume.split(":");
  return target !== undefined && source !== undefined && /^[\w][\w.-]*$/.test(source) ? [source] : [];
}

function withoutEmpty(mapping: RawMapping): RawMapping {
  const isEmpty = (value: unknown) =>
    Array.isArray(value) ? value.length === 0 : isMapping(value) && Object.keys(value).length === 0;
  return Object.fromEntries(
    Object.entries(present(mapping)).filter(([key, value]) => key === "command" || !isEmpty(value)),
  );
}
