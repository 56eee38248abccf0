import type { Port } from "../../../model/service.ts";
import type { ImageRole } from "../images/image-knowledge.ts";
import type { ServiceFacts } from "./service-facts.ts";

const stores: ReadonlySet<ImageRole> = new Set(["database", "cache", "queue", "search", "pooler", "tunnel"]);

/** Ports that stores and debuggers have, whatever image it is. */
const wellKnown: Readonly<Record<number, string>> = {
  3306: "the port of MySQL",
  5432: "the port of Postgres",
  6379: "the port of Redis",
  9229: "the debugger of Node",
  9200: "the port of Elasticsearch",
  11211: "the port of Memcached",
  27017: "the port of MongoDB",
};

/** What a published port of a service is, when nobody but the stack should reach it: data, a debugger, an admin page. */
export function privatePortOf(service: ServiceFacts, { target, protocol }: Port): string | undefined {
  if (protocol === "udp") return undefined;
  const { knowledge } = service.image ?? {};
  const port = knowledge?.ports.find((each) => each.port === target && each.protocol === "tcp");
  if (port?.purpose === "admin") return "an admin page without a login of its own";
  if (port?.purpose === "data" && knowledge && stores.has(knowledge.role)) return "where its data is";
  if (target === 5678 && service.startCommands.some(({ argv }) => argv.some((word) => word.includes("debugpy"))))
    return "the debugger of Python";
  // A known image with other ports uses such a number for something else.
  return port ? undefined : wellKnown[target];
}
