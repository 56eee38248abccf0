import { completePlace } from "../complete-place.ts";
import type { Facts } from "../facts/facts.ts";
import type { ServiceFacts } from "../facts/service/service-facts.ts";
import type { TextEdit } from "../finding.ts";
import { nodeAt } from "../parse/tree-access.ts";
import type { Place } from "../place.ts";
import { blockEnd, insertLines } from "./edit.ts";
import { addEntry, addItem } from "./edit-yaml.ts";

/** Whether a place is inside the service as it is written, not in an anchor or another file that others use too. */
export function isOwn(facts: Facts, service: ServiceFacts, place: Place): boolean {
  const own = service.at();
  const source = facts.repository.read(own.file);
  return (
    source !== undefined &&
    place.file === own.file &&
    place.line >= own.line &&
    place.line <= blockEnd(source, own.line)
  );
}

/** Adds to a list or mapping of the service; makes it when it is not there. Empty when it is written elsewhere. */
function addTo(facts: Facts, service: ServiceFacts, key: string, item: string, entry?: [string, string]): TextEdit[] {
  if (service.has(key) === "unknown") return [];
  if (service.has(key) === "no") {
    const [name, value] = entry ?? [];
    const block = addEntry(facts, service.at(), key, [name === undefined ? `- ${item}` : `${name}: ${value}`]);
    if (block.length > 0) return block;
    return addEntry(facts, service.at(), key, name === undefined ? `[${item}]` : `{ ${name}: ${value} }`);
  }
  const keyAt = service.keyAt(key);
  if (!isOwn(facts, service, keyAt)) return [];
  const listed = addItem(facts, keyAt, item);
  if (listed.length > 0 || entry === undefined) return listed;
  return addEntry(facts, keyAt, ...entry);
}

/** Adds a variable to `environment`, in the form in which it is written. The value must need no quotes in YAML. */
export const addVariable = (facts: Facts, service: ServiceFacts, name: string, value: string): TextEdit[] =>
  addTo(facts, service, "environment", `${name}=${value}`, [name, value]);

/** Attaches the service to a network. */
export const addNetwork = (facts: Facts, service: ServiceFacts, network: string): TextEdit[] =>
  addTo(facts, service, "networks", network, [network, "{}"]);

export const addTmpfs = (facts: Facts, service: ServiceFacts, path: string): TextEdit[] =>
  addTo(facts, service, "tmpfs", path);

/** Mounts a named volume, and declares it. */
export function addVolume(facts: Facts, service: ServiceFacts, volume: string, target: string): TextEdit[] {
  const mount = addTo(facts, service, "volumes", `${volume}:${target}`);
  const declared = declareVolume(facts, service, volume);
  const [first] = mount;
  if (!first || !declared) return [];
  const [second] = declared;
  // Both at the end of the file: they are one insertion, in this order.
  return second?.start === first.start ? [{ ...first, text: first.text + second.text }] : [...mount, ...declared];
}

/** Declares a volume in the file of the service; undefined when there is no room for it. */
export function declareVolume(facts: Facts, service: ServiceFacts, volume: string): TextEdit[] | undefined {
  const { volumes } = service.stack.model;
  if (volumes && Object.hasOwn(volumes, volume)) return [];
  const { file } = service.at();
  const source = facts.repository.read(file);
  const section = nodeAt(facts.tree(file)?.documents[0], "volumes");
  if (!source) return undefined;
  if (!section?.keyAt) return insertLines(facts, file, source.lineCount + 1, ["", "volumes:", `  ${volume}:`]);
  const block = addEntry(facts, section.keyAt, volume, []);
  const edits = block.length > 0 ? block : addEntry(facts, section.keyAt, volume, "{}");
  return edits.length > 0 ? edits : undefined;
}

/** Puts words at the end of the service's command; makes it from `program` when there is none. */
export function appendCommand(
  facts: Facts,
  service: ServiceFacts,
  words: readonly string[],
  program?: string,
): TextEdit[] {
  const quoted = words.map((word) => JSON.stringify(word));
  if (service.has("command") === "no") {
    return program === undefined
      ? []
      : addEntry(facts, service.at(), "command", `[${[`"${program}"`, ...quoted].join(", ")}]`);
  }
  const keyAt = service.keyAt("command");
  const source = facts.repository.read(keyAt.file);
  if (!source || !isOwn(facts, service, keyAt)) return [];
  const rest = /^[^:]*:[ \t]*/.exec(source.line(keyAt.line).slice(keyAt.column - 1));
  const value = source.line(keyAt.line).slice(keyAt.column - 1 + (rest?.[0].length ?? 0));
  if (value.startsWith("[")) return addItem(facts, keyAt, quoted.join(", "));
  if (value === "" || value.startsWith("#")) {
    const last = service.at("command", (service.model.command?.length ?? 1) - 1);
    const dash = /^\s*- /.exec(source.line(last.line))?.[0];
    if (dash === undefined) return [];
    return insertLines(
      facts,
      last.file,
      last.line + 1,
      quoted.map((word) => dash + word),
    );
  }
  return appendToText(facts, { ...keyAt, column: keyAt.column + (rest?.[0].length ?? 0) }, words.join(" "));
}

/** At the end of a text on one line, inside its quotes. */
function appendToText(facts: Facts, { file, line, column }: Place, words: string): TextEdit[] {
  const source = facts.repository.read(file);
  const value = source?.line(line).slice(column - 1) ?? "";
  if (!source || /^[|>&*]/.test(value)) return [];
  const start = source.offsetAt({ line, column });
  if (/^["']/.test(value)) {
    const { endLine, endColumn } = completePlace({ file, line, column }, source);
    const end = source.offsetAt({ line: endLine, column: endColumn }) - 1;
    return [{ file, start: end, end, text: ` ${words}` }];
  }
  const inFlow = source
    .line(line)
    .slice(0, column - 1)
    .includes("{");
  const text = value.replace(/\s+#.*$/, "").trimEnd();
  const end = start + text.length;
  return inFlow ? [] : [{ file, start: end, end, text: ` ${words}` }];
}
