import { child, type MappingNode, mapping, type Node, textOf, withEntry } from "../../compose/node.ts";
import { type CompileContext, refuse } from "./compile-node.ts";

/** A document of a Compose file, or the part of one that others are laid over. */
export interface Layer {
  /** The file's name, relative to the project's folder. */
  file: string;
  document: MappingNode;
}

/**
 * The document without `extends`: what a service extends stands in layers below its own, the lowest first. A base of another file is
 * refused, for its paths count from there.
 */
export function expandExtends({ file, document }: Layer, context: Pick<CompileContext, "issues">): Layer[] {
  const services = child(document, "services");
  if (services?.kind !== "mapping") return [{ file, document }];
  const chains = [...services.entries].map(([key, node]) => [key, listBases(key, node, services, context)] as const);
  const depth = Math.max(0, ...chains.map(([, bases]) => bases.length));
  const below = Array.from({ length: depth }, (_, level): Layer => {
    const found = chains.flatMap(([key, bases]) => {
      const base = bases[bases.length - depth + level];
      return base ? [[key, withoutExtends(base)] as const] : [];
    });
    return { file: `${file}, what it extends`, document: mapping([["services", mapping(found)]]) };
  });
  const own = mapping(
    [...services.entries].map(([key, node]) => [key, withoutExtends(node)]),
    services,
  );
  return [...below, { file, document: withEntry(document, "services", own) }];
}

const withoutExtends = (node: Node): Node => (node.kind === "mapping" ? withEntry(node, "extends", undefined) : node);

/** What a service extends, over any number of steps, the lowest first. */
function listBases(key: string, node: Node, services: MappingNode, context: Pick<CompileContext, "issues">): Node[] {
  const bases: Node[] = [];
  const seen = new Set([key]);
  for (let extending = child(node, "extends"); extending; extending = child(bases[0], "extends")) {
    const name = textOf(extending) ?? textOf(child(extending, "service"));
    const base = name === undefined || child(extending, "file") ? undefined : services.entries.get(name);
    if (name === undefined || base === undefined || seen.has(name)) {
      refuse(extending, ["services", key, "extends"], "only a service of the same file can be converted.", context);
      break;
    }
    if (hasTag(base)) {
      refuse(extending, ["services", key, "extends"], "what it extends has tags, which have no counterpart.", context);
    }
    seen.add(name);
    bases.unshift(base);
  }
  return bases;
}

function hasTag(node: Node): boolean {
  if (node.tag !== undefined) return true;
  if (node.kind === "mapping") return [...node.entries.values()].some(hasTag);
  return node.kind === "sequence" && node.items.some(hasTag);
}
