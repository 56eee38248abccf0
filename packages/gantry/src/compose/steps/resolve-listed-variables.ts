import { lookupIn, type Variables } from "../loading.ts";
import { child, isNull, type MappingNode, mapValues, type Node, scalar, withEntry } from "../node.ts";
import { mapServices } from "./map-services.ts";

/**
 * The model in which names alone in a list of `environment` have their values. They come from the unit's own variables: an included file
 * has some of its own.
 */
export function resolveListedVariables(model: MappingNode, variables: Variables): MappingNode {
  const resolve = (name: string, value: Node): Node => {
    const known = value.index !== undefined && isNull(value) ? lookupIn(variables, name) : undefined;
    return known === undefined ? value : scalar(known, value);
  };
  return mapServices(model, (service) => {
    const environment = child(service, "environment");
    if (environment?.kind !== "mapping") return service;
    const resolved = mapValues(environment, (value, name) => resolve(name, value));
    return resolved === environment ? service : withEntry(service, "environment", resolved);
  });
}
