import { overlayServices, type WrittenServices } from "../environment/overlay-services.ts";
import { splitEnvironments } from "../environment/split-environments.ts";
import { interpolate } from "../interpolate/interpolate.ts";
import { type Loading, substitution, type Variables } from "../loading.ts";
import { type MappingNode, mapping, type Node, withEntry } from "../node.ts";
import { composeFile } from "../schema/stack.ts";
import { applyIncludes } from "./apply-includes.ts";
import { canonicalServices } from "./canonical-services.ts";
import { canonicalise } from "./canonicalise.ts";
import { defaultBuildContexts } from "./default-build-contexts.ts";
import { merge } from "./merge.ts";
import type { Source } from "./read-source.ts";
import { resolveListedVariables } from "./resolve-listed-variables.ts";
import { resolvePaths } from "./resolve-paths.ts";

/** Files that are loaded together: the project's own, or those of one entry of `include`. */
export interface Unit {
  sources: readonly Source[];
  /** Absolute path of the folder that relative paths count from. */
  directory: string;
  variables: Variables;
  /** The environment whose services are laid over the others. */
  environment?: string | undefined;
  /** Absolute paths of the files on the way here: none may be included again. */
  includedFrom: readonly string[];
}

/** The canonical model of a unit: its files merged, what they extend and include in it, paths absolute. */
export function loadUnit(unit: Unit, loading: Loading): MappingNode {
  let model: MappingNode = mapping([]);
  const ofEnvironments: WrittenServices[] = [];
  for (const source of unit.sources) {
    for (const written of source.documents) {
      const { document, services } = splitEnvironments(written);
      ofEnvironments.push({ source, services });
      const layer = loadLayer(document, source, unit, loading);
      const merged = merge(model, layer, composeFile, [], loading.findings);
      if (merged?.kind === "mapping") model = merged;
    }
  }
  model = overlayServices(model, ofEnvironments, unit, loading);
  const resolved = resolvePaths(defaultBuildContexts(model), composeFile, {
    directory: unit.directory,
    home: loading.home,
  });
  return resolveListedVariables(resolved.kind === "mapping" ? resolved : model, unit.variables);
}

/** One document, canonical, with what it extends and includes. */
function loadLayer(document: Node, source: Source, unit: Unit, loading: Loading): MappingNode {
  const { findings, warnings } = loading;
  const raw = interpolate(document, substitution(unit.variables, loading), findings);
  if (raw.kind !== "mapping") return mapping([]);
  if (raw.entries.has("version")) {
    warnings.add(`${source.file}: the key "version" is obsolete and ignored; take it out.`);
  }
  const include = raw.entries.get("include");
  const services = raw.entries.get("services");
  const bare = withEntry(withEntry(raw, "include", undefined), "services", undefined);
  const canonical = canonicalise(bare, composeFile, [], findings);
  const scope = { directory: unit.directory, variables: unit.variables, path: source.path, file: source.file };
  const canonicalised = services && canonicalServices(services, scope, loading);
  const top = canonical?.kind === "mapping" ? withEntry(canonical, "version", undefined) : mapping([]);
  const layer = canonicalised ? withEntry(top, "services", canonicalised) : top;
  return include ? applyIncludes(layer, include, { unit, source, loading, loadUnit }) : layer;
}
