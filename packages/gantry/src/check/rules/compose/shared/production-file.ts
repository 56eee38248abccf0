import { posix } from "node:path";
import type { Node } from "../../../../compose/node.ts";
import { productionName } from "../../../facts/compose/production-scope.ts";
import type { ServiceFacts } from "../../../facts/service/service-facts.ts";
import type { StackFacts } from "../../../facts/stack-facts.ts";
import type { TextEdit } from "../../../finding.ts";
import { insertLines } from "../../../fix/edit.ts";
import { addEntry } from "../../../fix/edit-yaml.ts";
import { nodeAt } from "../../../parse/tree-access.ts";
import type { Place } from "../../../place.ts";

/** The file of a merged production stack that is written for production, upon a base; undefined when there is none. */
export const productionFile = ({ files, scope }: StackFacts): string | undefined =>
  scope.production && files.length > 1
    ? files.slice(1).findLast((file) => productionName.test(posix.basename(file).replace(/\.ya?ml$/, "")))
    : undefined;

/** Whether a place is in a file that comes before the production file: the base's value has survived the merge. */
export function isFromBase({ stack }: ServiceFacts, { file }: Place): boolean {
  const production = productionFile(stack);
  const index = stack.files.indexOf(file);
  return production !== undefined && index >= 0 && index < stack.files.indexOf(production);
}

/** What the production file writes for a key of a service. */
export function writtenInProduction({ stack, name }: ServiceFacts, key: string): Node | undefined {
  const file = productionFile(stack);
  const documents = file === undefined ? [] : (stack.facts.tree(file)?.documents ?? []);
  return documents.map((document) => nodeAt(document, "services", name, key)).find((node) => node !== undefined);
}

/** Writes a line into the service of the production file, which is made when it is not there. Empty where there is no room. */
export function addToProduction({ stack, name }: ServiceFacts, key: string, value: string): TextEdit[] {
  const { facts } = stack;
  const file = productionFile(stack);
  if (file === undefined) return [];
  const [document] = facts.tree(file)?.documents ?? [];
  const service = nodeAt(document, "services", name);
  if (service?.keyAt) return addEntry(facts, service.keyAt, key, value);
  const services = nodeAt(document, "services");
  if (services?.keyAt) return addEntry(facts, services.keyAt, name, [`${key}: ${value}`]);
  return insertLines(facts, file, 1, ["services:", `  ${name}:`, `    ${key}: ${value}`, ""]);
}

/** Takes a list of the base away in the production file: `!reset []`, or `!override` before what stands there. */
export function resetInProduction(service: ServiceFacts, key: "ports" | "volumes"): TextEdit[] {
  const written = writtenInProduction(service, key);
  if (!written) return addToProduction(service, key, "!reset []");
  const source = written.keyAt && service.stack.facts.repository.read(written.keyAt.file);
  if (!source || !written.keyAt || written.tag || written.kind !== "sequence") return [];
  const start = source.offsetAt(written.keyAt) + key.length + 1;
  const tag = written.items.length === 0 ? " !reset" : " !override";
  return [{ file: source.path, start, end: start, text: tag }];
}
