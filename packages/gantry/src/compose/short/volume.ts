import { posix } from "node:path";
import { type MappingNode, mapping, type Node, type ScalarNode, scalar, textOf, withEntry } from "../node.ts";
import type { Expand } from "../schema/shape.ts";

const propagations = new Set(["rprivate", "private", "rshared", "shared", "rslave", "slave"]);

/**
 * `"data:/var/lib/data"`, `"./src:/app:ro"`, `"/anonymous"` as the long syntax. A source that looks like a path is a bind mount.
 *
 * @see https://github.com/compose-spec/compose-spec/blob/main/05-services.md#volumes
 */
export const expandVolume: Expand = (node, { fail }) => {
  if (node.kind === "mapping") return withCleanTarget(node);
  if (node.kind !== "scalar" || typeof node.value !== "string") return node;
  const parts = splitVolume(node.value);
  if (!parts) {
    fail(`${JSON.stringify(node.value)} is not a volume.`, "Write [source:]target[:options].");
    return undefined;
  }
  return toNode(parts, node.value, node);
};

interface VolumeParts {
  source?: string;
  target: string;
  options: string[];
}

/** A single letter before the first colon of a part is a Windows drive, not a part of its own. */
function splitVolume(text: string): VolumeParts | undefined {
  if (text === "") return undefined;
  if (text.length <= 2) return { target: text, options: [] };
  const parts: string[] = [];
  let current = "";
  for (const character of text) {
    if (character === ":" && !/^\p{L}$/u.test(current)) {
      parts.push(current);
      current = "";
    } else current += character;
  }
  parts.push(current);
  if (parts.length > 3 || parts.some((part) => part === "")) return undefined;
  const [first = "", second, options] = parts;
  if (second === undefined) return { target: first, options: [] };
  return { source: first, target: second, options: options?.split(",") ?? [] };
}

function toNode({ source, target, options }: VolumeParts, text: string, origin: ScalarNode): Node {
  const value = (content: string | boolean) => scalar(content, { at: origin.at });
  const nested = (entries: [string, Node][]) => mapping(entries, { at: origin.at });
  const bound = source !== undefined && isPath(source);
  const bind: [string, Node][] = [];
  const volume: [string, Node][] = [];
  const entries: [string, Node][] = [["type", value(bound ? "bind" : "volume")]];
  if (source !== undefined) entries.push(["source", value(source)]);
  entries.push(["target", value(cleanTarget(target))]);
  for (const option of options) {
    if (option === "ro") entries.push(["read_only", value(true)]);
    else if (option === "nocopy") volume.push(["nocopy", value(true)]);
    else if (propagations.has(option)) bind.push(["propagation", value(option)]);
    else if (option === "z" || option === "Z") bind.push(["selinux", value(option)]);
  }
  // The short syntax has always made a missing host folder.
  if (bound) bind.push(["create_host_path", value(true)]);
  if (bind.length > 0) entries.push(["bind", nested(bind)]);
  if (volume.length > 0 || (!bound && text.length > 2)) entries.push(["volume", nested(volume)]);
  return mapping(entries, origin);
}

const cleanTarget = (target: string): string => posix.normalize(target).replace(/(.)\/$/, "$1");

function withCleanTarget(node: MappingNode): MappingNode {
  const target = node.entries.get("target");
  const path = textOf(target);
  return target && path ? withEntry(node, "target", scalar(cleanTarget(path), target)) : node;
}

const isPath = (source: string): boolean => /^[./~]|^\\\\|^\p{L}:/u.test(source);

/** Mounts are the same when their targets are. */
export const mountTarget = (item: Node): string | undefined =>
  item.kind === "mapping" ? textOf(item.entries.get("target")) : undefined;
