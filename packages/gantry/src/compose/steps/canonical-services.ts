import { describeNode } from "../describe-node.ts";
import type { Loading, Variables } from "../loading.ts";
import { isNull, mapping, type Node } from "../node.ts";
import { nameOfPart } from "../schema/common.ts";
import { type ExtendsReading, readService } from "./read-service.ts";

/** Where services are read from. */
export interface ServiceScope {
  /** Absolute path of the folder that relative paths count from. */
  directory: string;
  variables: Variables;
  /** Absolute path of the file. */
  path: string;
  /** The file's name in errors. */
  file: string;
}

/** The services of one document, canonical, each with what it extends. */
export function canonicalServices(services: Node, scope: ServiceScope, loading: Loading): Node | undefined {
  const { findings } = loading;
  if (services.tag === "reset") return services;
  if (services.kind !== "mapping") {
    findings.add(
      ["services"],
      services,
      isNull(services) ? "it is empty." : `${describeNode(services)} is not a mapping.`,
    );
    return undefined;
  }
  const reading: ExtendsReading = { scope, services, loading, done: new Map(), files: new Map() };
  const entries = new Map<string, Node>();
  for (const [name, value] of services.entries) {
    if (!nameOfPart.test(name)) {
      const place = { ...value, at: value.keyAt ?? value.at };
      findings.add(
        ["services"],
        place,
        `${JSON.stringify(name)} is not a name.`,
        "Use letters, digits, dots, dashes and underscores.",
      );
      continue;
    }
    const canonical = readService(name, reading, []);
    if (canonical) entries.set(name, canonical);
  }
  return mapping(entries, services);
}
