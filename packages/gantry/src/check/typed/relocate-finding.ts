import type { Node } from "../../compose/node.ts";
import type { ModelPath, Position } from "../../model/position.ts";
import type { Facts } from "../facts/facts.ts";
import type { Finding } from "../finding.ts";
import type { Place } from "../place.ts";
import { placeInConfig } from "./place-in-config.ts";
import { configOf, type TypedStack } from "./typed-stack.ts";

/** The finding at the places of the config file that its own were printed from. Text that was printed has no fix: the config has to change. */
export function relocateFinding(finding: Finding, typed: TypedStack, facts: Facts): Finding {
  const move = (place: Place): Place => {
    const config = configOf(place.file, typed.file);
    const script = config === undefined ? undefined : facts.script(config);
    return script ? placeInConfig(script, pathAt(place, facts)) : place;
  };
  const { fix, ...rest } = finding;
  const moved = {
    ...rest,
    at: move(finding.at),
    related: finding.related.map((each) => ({ ...each, at: move(each.at) })),
  };
  const printed = fix?.edits.some(({ file }) => configOf(file, typed.file) !== undefined);
  if (!printed) return { ...moved, ...(fix && { fix }) };
  return { ...moved, advice: finding.advice ?? `${fix?.title}.` };
}

/** The keys that lead to a place of a printed Compose file; for a file that belongs to a service only `services`. */
function pathAt(place: Place, facts: Facts): ModelPath {
  const tree = facts.composeFiles.get(place.file)?.tree;
  const [document] = tree?.documents ?? [];
  return document ? descend(document, place) : ["services"];
}

function descend(node: Node, place: Position): ModelPath {
  const children: (readonly [string | number, Node])[] =
    node.kind === "mapping" ? [...node.entries] : node.kind === "sequence" ? [...node.items.entries()] : [];
  const last = children.findLast(([, child]) => startsBefore(child.keyAt ?? child.at, place));
  return last ? [last[0], ...descend(last[1], place)] : [];
}

const startsBefore = (at: Position | undefined, place: Position): boolean =>
  at !== undefined && (at.line < place.line || (at.line === place.line && at.column <= place.column));
