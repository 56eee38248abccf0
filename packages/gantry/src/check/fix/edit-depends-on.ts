import type { DependencyCondition } from "../../model/service.ts";
import type { Facts } from "../facts/facts.ts";
import type { ServiceFacts } from "../facts/service/service-facts.ts";
import type { TextEdit } from "../finding.ts";
import type { SourceText } from "../repository/source-text.ts";
import { indentOf, replaceValue } from "./edit.ts";
import { isOwn } from "./edit-service.ts";
import { addEntry, addItem } from "./edit-yaml.ts";

type Conditions = ReadonlyMap<string, DependencyCondition>;

/** Gives the dependencies of a service their conditions. A list has no room for them: it becomes a mapping. Empty where it is written elsewhere. */
export function setConditions(facts: Facts, service: ServiceFacts, conditions: Conditions): TextEdit[] {
  const keyAt = service.keyAt("depends_on");
  const source = facts.repository.read(keyAt.file);
  if (!source) return [];
  const line = source.line(keyAt.line);
  const rest = line
    .slice(keyAt.column - 1 + "depends_on:".length)
    .replace(/(^|\s)#.*$/, "")
    .trim();
  if (rest.startsWith("[")) return flowList(source, source.offsetAt(keyAt), conditions);
  const items = [...conditions].map(([name, condition]) => ({ name, condition, at: service.at("depends_on", name) }));
  const isList = items.every(({ at }) => at.file === source.path && /^\s*- /.test(source.line(at.line)));
  if (!isList) {
    return items.flatMap(({ name, condition }) =>
      service.model.depends_on?.[name]?.condition === condition
        ? []
        : replaceValue(facts, service.at("depends_on", name, "condition"), condition),
    );
  }
  if (rest !== "") return [];
  return items.flatMap(({ name, condition, at }) => {
    const text = source.line(at.line);
    const dash = text.indexOf("-");
    const deeper = " ".repeat(dash + (dash === indentOf(line) ? 2 : 0));
    const start = source.offsetAt({ line: at.line, column: 1 });
    const end = start + text.replace(/\s*(\s#.*)?$/, "").length;
    return [{ file: source.path, start, end, text: `${deeper}${name}:\n${deeper}  condition: ${condition}` }];
  });
}

function flowList(source: SourceText, keyAt: number, conditions: Conditions): TextEdit[] {
  const start = source.text.indexOf("[", keyAt);
  const end = source.text.indexOf("]", start) + 1;
  if (end === 0) return [];
  const entries = [...conditions].map(([name, condition]) => `${name}: { condition: ${condition} }`);
  return [{ file: source.path, start, end, text: `{ ${entries.join(", ")} }` }];
}

/** Adds a dependency in the form in which the others are written. */
export function addDependency(
  facts: Facts,
  service: ServiceFacts,
  name: string,
  condition: DependencyCondition,
): TextEdit[] {
  const flow = `{ condition: ${condition} }`;
  if (service.has("depends_on") === "no") {
    const block = addEntry(facts, service.at(), "depends_on", [`${name}:`, `  condition: ${condition}`]);
    return block.length > 0 ? block : addEntry(facts, service.at(), "depends_on", `{ ${name}: ${flow} }`);
  }
  const keyAt = service.keyAt("depends_on");
  if (!isOwn(facts, service, keyAt)) return [];
  const listed = addItem(facts, keyAt, name);
  if (listed.length > 0) return listed;
  const block = addEntry(facts, keyAt, name, [`condition: ${condition}`]);
  return block.length > 0 ? block : addEntry(facts, keyAt, name, flow);
}
