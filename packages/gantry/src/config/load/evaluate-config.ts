import { type LaidVariables, layVariables } from "../../compose/environment/lay-variables.ts";
import { defaultEnvironment } from "../../compose/environment/unknown-environment.ts";
import { isHostName } from "../../model/host-name.ts";
import { openEnvironment } from "../assemble/open-environment.ts";
import type { StackDefinition } from "../define-stack.ts";
import { isMapping } from "../options/checks.ts";
import type { ImportedConfig } from "./import-config.ts";
import type { ReadVariables } from "./read-variables.ts";

export interface EvaluatedConfig extends LaidVariables {
  definition: StackDefinition;
}

/**
 * What a config describes in an environment. The environment's variables and domain are part of what its function returns: where there are
 * any, it is called again and told of them.
 *
 * @throws UserError `config` with the line that threw.
 */
export async function evaluateConfig(
  config: Pick<ImportedConfig, "evaluate">,
  environment: string,
  { variables: known, firm }: Pick<ReadVariables, "variables" | "firm">,
): Promise<EvaluatedConfig> {
  const evaluate = (env: Readonly<Record<string, string>>, domain: string | undefined) =>
    config.evaluate({
      environment,
      production: environment === "production",
      development: environment === defaultEnvironment,
      domain,
      env,
    });
  const first = await evaluate(known, undefined);
  const own = readOwn(first, environment);
  const laid = layVariables(own, { known, firm });
  const saysNothing = own.domain === undefined && Object.keys(own.variables).length === 0;
  return { ...laid, definition: saysNothing ? first : await evaluate(laid.variables, own.domain) };
}

/** What is of the wrong kind is left out: it is reported with everything else. */
function readOwn(definition: StackDefinition, environment: string) {
  const environments = isMapping(definition) && isMapping(definition.environments) ? definition.environments : {};
  const { domain, variables } = openEnvironment(environments, environment).options;
  const entries = Object.entries(isMapping(variables) ? variables : {});
  const plain = entries.filter(([, value]) => ["string", "number", "boolean"].includes(typeof value));
  return {
    domain: typeof domain === "string" && isHostName(domain) ? domain : undefined,
    variables: Object.fromEntries(plain.map(([name, value]) => [name, String(value)])),
  };
}
