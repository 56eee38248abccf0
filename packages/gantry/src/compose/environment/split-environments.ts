import { child, type MappingNode, mapping, type Node, withEntry } from "../node.ts";

/** A document, and what its environments say about services. */
export interface SplitDocument {
  /** The document, with the host and the domain of each environment. */
  document: Node;
  /** By environment: the services, as they are written. */
  services: ReadonlyMap<string, Node>;
}

/**
 * Takes apart what an environment is and what it changes: the services of one that is not chosen are not even interpolated, and variables
 * are read before anything else.
 */
export function splitEnvironments(document: Node): SplitDocument {
  const extras = child(document, "x-gantry");
  const environments = child(extras, "environments");
  const services = new Map<string, Node>();
  if (document.kind !== "mapping" || extras?.kind !== "mapping" || environments?.kind !== "mapping") {
    return { document, services };
  }
  const entries = [...environments.entries].map(([name, node]): [string, Node] => {
    const own = child(node, "services");
    if (own) services.set(name, own);
    return [name, node.kind === "mapping" ? withoutChanges(node) : node];
  });
  const reduced = withEntry(extras, "environments", mapping(entries, environments));
  return { document: withEntry(document, "x-gantry", reduced), services };
}

const withoutChanges = (node: MappingNode): MappingNode =>
  withEntry(withEntry(node, "services", undefined), "variables", undefined);
