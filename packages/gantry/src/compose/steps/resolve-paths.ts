import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";
import { child, type MappingNode, mapItems, mapValues, type Node, scalar, textOf, withEntry } from "../node.ts";
import { keyShape } from "../schema/common.ts";
import type { PathRule, Shape } from "../schema/shape.ts";

export interface PathBase {
  /** Absolute path of the folder that relative paths count from. */
  directory: string;
  /** What `~` stands for. */
  home?: string | undefined;
}

/** Makes the relative paths of a canonical value absolute, where its shape says that there are paths. */
export function resolvePaths(node: Node, shape: Shape, base: PathBase): Node {
  if (shape.kind === "text") return shape.path ? resolveText(node, shape.path, base) : node;
  if (node.kind === "sequence")
    return shape.kind === "list" ? mapItems(node, (item) => resolvePaths(item, shape.items, base)) : node;
  if (node.kind !== "mapping" || (shape.kind !== "mapping" && shape.kind !== "dictionary")) return node;
  const resolved = mapValues(node, (value, key) => {
    const inner = shape.kind === "dictionary" ? shape.values : keyShape(shape, key);
    return inner ? resolvePaths(value, inner, base) : value;
  });
  return resolveSources(resolved, base);
}

/** What is a path only because of what stands beside it: a bind mount's source, and a local volume's device. */
function resolveSources(node: MappingNode, base: PathBase): MappingNode {
  const source = child(node, "source");
  // A mount's Windows path is none of ours to change.
  const windows = /^\p{L}:[\\/]|^\\\\/u.test(textOf(source) ?? "");
  if (source && !windows && textOf(child(node, "type")) === "bind")
    return withEntry(node, "source", resolveText(source, "file", base));
  const options = child(node, "driver_opts");
  const device = child(options, "device");
  if (!device || options?.kind !== "mapping" || textOf(child(node, "driver")) !== "local") return node;
  if (textOf(child(options, "o")) !== "bind") return node;
  return withEntry(node, "driver_opts", withEntry(options, "device", resolveText(device, "file", base)));
}

function resolveText(node: Node, rule: PathRule, base: PathBase): Node {
  const path = textOf(node);
  if (!path) return node;
  if (rule !== "file" && isRemote(path)) return node;
  if (rule === "additional-context" && path.startsWith("service:")) return node;
  return scalar(resolvePath(path, base), node);
}

/** The path, absolute. */
export function resolvePath(path: string, { directory, home }: PathBase): string {
  if (path.startsWith("~")) return clean(join(home ?? homedir(), path.slice(1)));
  if (isAbsolute(path)) return path;
  return clean(join(directory, path));
}

const clean = (path: string): string => path.replace(/(.)\/$/, "$1");

/** Whether a path is something that the builder fetches itself, or that Docker Compose would fetch. */
export const isRemote = (context: string): boolean =>
  /^[a-z][a-z0-9+.-]*:\/\//i.test(context) || /^(git@|github\.com\/)/.test(context);
