import type { ModelPath } from "../../model/position.ts";
import { interpolate } from "../interpolate/interpolate.ts";
import { type Loading, substitution, type Variables } from "../loading.ts";
import { child, mapping, type Node, scalarText, textOf } from "../node.ts";
import { environment as environmentShape } from "../schema/extras.ts";
import { setOwn } from "../set-own.ts";
import { canonicalise } from "../steps/canonicalise.ts";
import { merge } from "../steps/merge.ts";
import { domainVariable, type EnvironmentVariables } from "./lay-variables.ts";

/**
 * The variables and the domain of an environment.
 *
 * @param written its entries, the later over the earlier
 * @param known the variables that the values may refer to
 */
export function readEnvironment(
  name: string,
  written: readonly Node[],
  known: Variables,
  loading: Loading,
): EnvironmentVariables {
  const path = ["x-gantry", "environments", name];
  let merged: Node = mapping([]);
  for (const node of written) {
    const values = interpolate(settingsOf(node), substitution(known, loading), loading.findings, path);
    const canonical = canonicalise(values, environmentShape, path, loading.findings);
    merged = (canonical && merge(merged, canonical, environmentShape, path, loading.findings)) ?? merged;
  }
  return {
    variables: variablesOf(child(merged, "variables"), [...path, "variables"], loading),
    domain: textOf(child(merged, "domain")) || undefined,
  };
}

/** What counts before the stack is read: its services see the variables. */
function settingsOf(node: Node): Node {
  if (node.kind !== "mapping") return mapping([]);
  const entries = [...node.entries].filter(([key]) => key === "variables" || key === "domain");
  return mapping(entries, node);
}

function variablesOf(node: Node | undefined, path: ModelPath, { findings }: Loading): Variables {
  const variables: Record<string, string> = {};
  if (node?.kind !== "mapping") return variables;
  for (const [name, value] of node.entries) {
    const place = { ...value, at: value.keyAt ?? value.at };
    if (name === domainVariable) {
      findings.add([...path, name], place, "it is what the environment's domain sets.", 'Write "domain" beside it.');
    } else if (!/^[A-Za-z_]\w*$/.test(name)) {
      findings.add([...path, name], place, "it is not a name for a variable.", "Use letters, digits and underscores.");
    } else if (value.kind === "scalar") setOwn(variables, name, scalarText(value));
  }
  return variables;
}
