import { child, type MappingNode, scalar, textOf, withEntry } from "../node.ts";
import { mapServices } from "./map-services.ts";

/** The model in which a build without a context builds the folder that its paths count from. */
export const defaultBuildContexts = (model: MappingNode): MappingNode =>
  mapServices(model, (service) => {
    const build = child(service, "build");
    if (build?.kind !== "mapping" || textOf(child(build, "context"))) return service;
    return withEntry(service, "build", withEntry(build, "context", scalar(".", { at: build.at })));
  });
