import { nearest } from "../../model/suggest.ts";
import { describeNode } from "../describe-node.ts";
import { interpolate } from "../interpolate/interpolate.ts";
import { type Loading, substitution } from "../loading.ts";
import { child, isNull, type MappingNode, mapping, type Node } from "../node.ts";
import { composeFile } from "../schema/stack.ts";
import { canonicalServices } from "../steps/canonical-services.ts";
import type { Unit } from "../steps/load-unit.ts";
import { merge } from "../steps/merge.ts";
import type { Source } from "../steps/read-source.ts";

/** What the environments of one document say about services, by the environment's name. */
export interface WrittenServices {
  source: Source;
  services: ReadonlyMap<string, Node>;
}

/**
 * Lays the services of the unit's environment over the model, as those of a further file. Services that the model does not have are
 * findings, in the other environments too.
 */
export function overlayServices(
  model: MappingNode,
  written: readonly WrittenServices[],
  unit: Unit,
  loading: Loading,
): MappingNode {
  const known = child(model, "services");
  const names = known?.kind === "mapping" ? [...known.entries.keys()] : [];
  let result = model;
  for (const { source, services } of written) {
    for (const [environment, node] of services) {
      const fitting = withoutUnknown(node, { environment, names, loading });
      if (!fitting || environment !== unit.environment) continue;
      const layer = readLayer(fitting, source, unit, loading);
      const merged = merge(result, layer, composeFile, [], loading.findings);
      if (merged?.kind === "mapping") result = merged;
    }
  }
  return result;
}

interface Known {
  environment: string;
  names: readonly string[];
  loading: Loading;
}

function withoutUnknown(node: Node, { environment, names, loading }: Known): MappingNode | undefined {
  const path = ["x-gantry", "environments", environment, "services"];
  if (isNull(node)) return undefined;
  if (node.kind !== "mapping") {
    loading.findings.add(path, node, `${describeNode(node)} is not a mapping of services.`);
    return undefined;
  }
  const entries = [...node.entries].filter(([name, value]) => {
    if (names.includes(name)) return true;
    const guess = nearest(name, names);
    const fix = guess === undefined ? `Services are: ${names.join(", ")}.` : `Did you mean "${guess}"?`;
    loading.findings.add([...path, name], { ...value, at: value.keyAt ?? value.at }, "there is no such service.", fix);
    return false;
  });
  return mapping(entries, node);
}

function readLayer(services: MappingNode, source: Source, unit: Unit, loading: Loading): MappingNode {
  const values = interpolate(services, substitution(unit.variables, loading), loading.findings, ["services"]);
  const scope = { directory: unit.directory, variables: unit.variables, path: source.path, file: source.file };
  const canonical = canonicalServices(values, scope, loading);
  return mapping(canonical ? [["services", canonical]] : []);
}
