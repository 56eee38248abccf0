import type { Secret } from "../secret.ts";
import type { AssembledStack } from "./assemble-stack.ts";
import { findReferences, flatParts } from "./find-references.ts";

/** A variable that the stack takes a value from. */
export interface Need {
  name: string;
  /** Empty: an ordinary variable. Else what each use of the secret asks of it. */
  secrets: Secret[];
  /** Used when the variable has no value. */
  default: string | undefined;
  /** Keys of the services that it goes into. */
  services: string[];
}

/** Every variable that the stack needs, in the order of first use. */
export function findNeeds({ document, overrides, secretNames }: AssembledStack): Need[] {
  const needs = new Map<string, Need>();
  const needed = (name: string) => {
    const need = needs.get(name) ?? { name, secrets: [], default: undefined, services: [] };
    needs.set(name, need);
    return need;
  };
  for (const { path, reference } of [document, ...overrides].flatMap((part) => findReferences(part))) {
    for (const part of flatParts(reference.parts)) {
      if (part.type !== "secret" && part.type !== "variable") continue;
      const need = needed(part.type === "variable" ? part.name : (secretNames.get(part.secret) ?? "UNNAMED"));
      if (part.type === "variable") need.default ??= part.default;
      else if (!need.secrets.includes(part.secret)) need.secrets.push(part.secret);
      const service = path[0] === "services" ? String(path[1]) : undefined;
      if (service !== undefined && !need.services.includes(service)) need.services.push(service);
    }
  }
  return [...needs.values()];
}

/** What a need is, in words that may stand in Compose's own error message: `password of the service db, at least 32 characters`. */
export function describeNeed({ secrets, services }: Need): string {
  const purpose = secrets.find((secret) => secret.purpose)?.purpose;
  const what = purpose ?? `${secrets.length > 0 ? "secret" : "variable"} of ${services.join(", ") || "the stack"}`;
  return [what, ...secretRules(secrets)].join(", ").replaceAll(/[{}$]/g, "");
}

/** What is asked of the length. */
export function secretRules(secrets: readonly Secret[]): string[] {
  const exact = secrets.find((secret) => secret.length !== undefined)?.length;
  if (exact !== undefined) return [`exactly ${exact} characters`];
  const minimum = Math.max(0, ...secrets.map((secret) => secret.minLength ?? 0));
  return minimum > 1 ? [`at least ${minimum} characters`] : [];
}
