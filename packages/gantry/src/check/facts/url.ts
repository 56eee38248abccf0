import { hasUnknown } from "./unknown.ts";

/** A URL with an authority as it stands in a value; parts that a variable hides have it in them. */
export interface ServiceUrl {
  readonly text: string;
  /** Without `:`. `postgresql+asyncpg` stays whole. */
  readonly scheme: string;
  readonly user: string | undefined;
  readonly password: string | undefined;
  readonly host: string;
  /** Undefined: not given, or not known. */
  readonly port: number | undefined;
  /** Without the first `/`. */
  readonly path: string;
  readonly query: ReadonlyMap<string, string>;
  /** Offset in the value. */
  readonly start: number;
}

const pattern =
  /([a-z][a-z0-9+.-]*):\/\/(?:([^\s/?#@:]*)(?::([^\s/?#@]*))?@)?(\[[0-9a-f:]+\]|[^\s/?#:@,"'<>|;)\]}]+)?(?::([^\s/?#,"'<>|;)\]}]+))?([^\s?#"'<>|;)\]}]*)?(?:\?([^\s#"'<>|;)\]}]*))?/gi;

const defaultPorts: Readonly<Record<string, number>> = {
  http: 80,
  https: 443,
  ws: 80,
  wss: 443,
  postgres: 5432,
  postgresql: 5432,
  mysql: 3306,
  mariadb: 3306,
  redis: 6379,
  rediss: 6379,
  mongodb: 27017,
  amqp: 5672,
};

/** The URLs in a value. */
export function urlsIn(value: string): ServiceUrl[] {
  if (!value.includes("://")) return [];
  return [...value.matchAll(pattern)].flatMap((match): ServiceUrl[] => {
    const [text, scheme = "", user, password, host, port, path = "", query = ""] = match;
    if (host === undefined) return [];
    return [
      {
        text,
        scheme: scheme.toLowerCase(),
        user,
        password,
        host,
        port: port !== undefined && /^\d+$/.test(port) ? Number(port) : undefined,
        path: path.replace(/^\//, ""),
        query: new Map(
          query
            .split("&")
            .filter(Boolean)
            .map((pair) => [pair.split("=")[0] ?? "", pair.slice(pair.indexOf("=") + 1)]),
        ),
        start: match.index,
      },
    ];
  });
}

/** The port that a client asks: the given one, or the scheme's own; undefined when it is not known. */
export function portOf(url: ServiceUrl): number | undefined {
  if (url.port !== undefined) return url.port;
  const given = url.text.slice(url.text.indexOf(url.host) + url.host.length);
  if (given.startsWith(":") || hasUnknown(url.host)) return undefined;
  return defaultPorts[url.scheme.split("+")[0] ?? url.scheme];
}

/** Whether the name is the machine itself. */
export const isLoopback = (host: string): boolean => /^(localhost|127(\.\d+){3}|\[::1\]|0\.0\.0\.0)$/i.test(host);
