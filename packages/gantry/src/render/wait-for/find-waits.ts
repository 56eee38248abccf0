import type { Service } from "../../model/service.ts";

/** Ports that a URL without one means. */
const portOfScheme: Readonly<Record<string, number>> = {
  ...{ postgres: 5432, postgresql: 5432, mysql: 3306, mariadb: 3306, mongodb: 27017 },
  ...{ redis: 6379, rediss: 6379, valkey: 6379, amqp: 5672, nats: 4222, http: 80, https: 443 },
};

/**
 * What a service has to reach before it can work, as `host:port`: the services that it needs, by its dependencies, at the ports that its
 * environment says. One of which no port is known is left out.
 */
export function findWaits({ depends_on = {}, environment = {} }: Service): string[] {
  const texts = Object.values(environment).filter((value) => value !== null);
  return Object.entries(depends_on).flatMap(([name, { condition, required }]) => {
    if (!required || condition === "service_completed_successfully") return [];
    const ports = texts.flatMap((text) => portsOf(name, text));
    return [...new Set(ports)].map((port) => `${name}:${port}`);
  });
}

/** Ports of a host that a text names: of `host:port`, or of a URL's scheme. Credentials before an `@` may have anything in them. */
function portsOf(host: string, text: string): number[] {
  const name = host.replaceAll(".", "\\.");
  const named = text.matchAll(new RegExp(`(?<![\\w.-])${name}:(\\d{1,5})(?!\\d)`, "g"));
  const bare = text.matchAll(new RegExp(`\\b([a-z]+)(?:\\+\\w+)?://(?:\\S*@)?${name}(?=[/?#]|$)`, "g"));
  return [
    ...[...named].map(([, port]) => Number(port)),
    ...[...bare].flatMap(([, scheme = ""]) => portOfScheme[scheme] ?? []),
  ];
}
