import { declaredEnvironments } from "../../../compose/environment/declared-environments.ts";
import { layVariables } from "../../../compose/environment/lay-variables.ts";
import { readEnvironment } from "../../../compose/environment/read-environment.ts";
import type { Loading, Variables } from "../../../compose/loading.ts";
import type { Node } from "../../../compose/node.ts";

/** The environment that a set of Compose files is looked at in. */
export interface SetEnvironment {
  name: string;
  /** What it sets, its domain included. */
  variables: Variables;
}

/** The environment of that name, where the files declare it: what it says about services and variables is a part of the model. */
export function setEnvironment(documents: readonly Node[], name: string, loading: Loading): SetEnvironment | undefined {
  const written = declaredEnvironments(documents).get(name);
  if (!written) return undefined;
  const own = readEnvironment(name, written, {}, loading);
  return { name, variables: layVariables(own, { known: {}, firm: {} }).variables };
}
