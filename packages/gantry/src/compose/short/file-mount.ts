import { child, mapping, type Node, scalar, textOf } from "../node.ts";
import type { Expand } from "../schema/shape.ts";

/** The name of a config or secret alone, as `{source: name}`. */
export const expandFileMount: Expand = (node) =>
  textOf(node) === undefined ? node : mapping([["source", scalar(textOf(node) ?? "", { at: node.at })]], node);

/** Mounted files are the same when their targets are; `folder` is where they are without one. */
export const fileTarget =
  (folder: string) =>
  (item: Node): string | undefined => {
    const target = textOf(child(item, "target"));
    const source = textOf(child(item, "source"));
    return target ?? (source === undefined ? undefined : `${folder}/${source}`);
  };
