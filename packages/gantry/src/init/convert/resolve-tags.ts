import { isNull, type MappingNode, mapping, type Node, scalarText, sequence, withEntry } from "../../compose/node.ts";
import type { ModelPath } from "../../model/position.ts";
import { type CompileContext, refuse } from "./compile-node.ts";
import type { Layer } from "./expand-extends.ts";

/**
 * The layers without `!reset` and `!override`: what they take away from the layers below is taken away here. A typed stack, whose
 * definitions are merged in the same order, then has no need of them.
 */
export function resolveTags(layers: readonly Layer[], context: Pick<CompileContext, "issues">): Layer[] {
  const done: Layer[] = [];
  for (const { file, document } of layers) {
    for (const { path, node } of findTags(document, [])) {
      for (const [index, layer] of done.entries()) {
        const left = remove(layer.document, path);
        if (left === undefined) {
          refuse(node, path, `the tag !${node.tag} has no counterpart where ${layer.file} uses short syntax.`, context);
        } else if (left.kind === "mapping") done[index] = { ...layer, document: left };
      }
    }
    const plain = withoutTags(document);
    done.push({ file, document: plain?.kind === "mapping" ? plain : mapping([]) });
  }
  return done;
}

/** The tags of a value. */
export function findTags(node: Node, path: ModelPath): { path: ModelPath; node: Node }[] {
  if (node.tag !== undefined) return [{ path, node }];
  // An item of a list says nothing about the lists below.
  if (node.kind !== "mapping") return [];
  return [...node.entries].flatMap(([key, value]) => findTags(value, [...path, key]));
}

/** What stays of a layer itself: what is reset goes, what overrides is an ordinary value. */
function withoutTags(node: Node): Node | undefined {
  if (node.tag === "reset") return undefined;
  const plain = { ...node, tag: undefined };
  switch (plain.kind) {
    case "mapping": {
      const entries = [...plain.entries].flatMap(([key, value]) => {
        const kept = withoutTags(value);
        return kept ? [[key, kept] as const] : [];
      });
      return mapping(entries, plain);
    }
    case "sequence":
      return sequence(
        plain.items.flatMap((item) => withoutTags(item) ?? []),
        plain,
      );
    case "scalar":
      return plain;
  }
}

/** The node without what stands at the path; undefined when short syntax hides whether it is there. */
function remove(node: Node, [key, ...rest]: ModelPath): Node | undefined {
  if (key === undefined || isNull(node)) return node;
  if (node.kind === "mapping") return removeEntry(node, String(key), rest);
  if (node.kind === "scalar" || rest.length > 0) return undefined;
  const named = (item: Node) => item.kind === "scalar" && /^[^=:$]*/.exec(scalarText(item))?.[0] === key;
  if (node.items.some((item) => item.kind !== "scalar")) return undefined;
  return sequence(
    node.items.filter((item) => !named(item)),
    node,
  );
}

function removeEntry(node: MappingNode, key: string, rest: ModelPath): Node | undefined {
  const entry = node.entries.get(key);
  if (entry === undefined) return node;
  if (rest.length === 0) return withEntry(node, key, undefined);
  const left = remove(entry, rest);
  return left && withEntry(node, key, left);
}
