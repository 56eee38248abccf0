import { lookupIn, type Variables } from "../loading.ts";

/** The variable that an environment's domain is in. */
export const domainVariable = "DOMAIN";

/** What an environment gives to the stack's texts. */
export interface EnvironmentVariables {
  /** Without the domain. */
  variables: Variables;
  domain: string | undefined;
}

export interface VariableLayers {
  /** All but the environment's. */
  known: Variables;
  /** Those among them that go before the environment's. */
  firm: Variables;
}

export interface LaidVariables {
  variables: Record<string, string>;
  /** Sentences for the user that are no errors. */
  warnings: string[];
}

/**
 * The variables that a stack sees: what was said for this run goes before the environment's, and those before what is for every environment.
 * Only the domain is the environment's alone: routes and texts must not disagree about it.
 */
export function layVariables(
  { variables, domain }: EnvironmentVariables,
  { known, firm }: VariableLayers,
): LaidVariables {
  const laid = { ...known, ...variables, ...firm };
  if (domain === undefined) return { variables: laid, warnings: [] };
  const other = lookupIn(firm, domainVariable);
  const disagree = `The variable ${domainVariable} is ${JSON.stringify(other)}, and the environment's domain ${JSON.stringify(domain)}, which counts.`;
  return {
    variables: { ...laid, [domainVariable]: domain },
    warnings: other === undefined || other === domain ? [] : [disagree],
  };
}
