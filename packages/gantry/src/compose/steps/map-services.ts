import { child, type MappingNode, mapping, withEntry } from "../node.ts";

/** The model with every service changed that is a mapping. */
export function mapServices(model: MappingNode, change: (service: MappingNode) => MappingNode): MappingNode {
  const services = child(model, "services");
  if (services?.kind !== "mapping") return model;
  const entries = [...services.entries].map(
    ([name, service]) => [name, service.kind === "mapping" ? change(service) : service] as const,
  );
  return withEntry(model, "services", mapping(entries, services));
}
