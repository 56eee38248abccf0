import type { Facts } from "../../../facts/facts.ts";
import type { ServiceFacts } from "../../../facts/service/service-facts.ts";
import type { TextEdit } from "../../../finding.ts";
import { addEntry, addItem } from "../../../fix/edit-yaml.ts";

/** Gives a service a variable, in the form that its `environment` has. The value is as Compose reads it: `${NAME}` is the deployment's. */
export function addVariable(facts: Facts, service: ServiceFacts, name: string, value: string): TextEdit[] {
  if (service.has("environment") === "no") return addEntry(facts, service.at(), "environment", [`${name}: ${value}`]);
  const keyAt = service.keyAt("environment");
  const asEntry = addEntry(facts, keyAt, name, value);
  return asEntry.length > 0 ? asEntry : addItem(facts, keyAt, `${name}=${value.replace(/^"(.*)"$/, "$1")}`);
}
