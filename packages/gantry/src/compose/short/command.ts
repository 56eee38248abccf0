import { scalar, sequence } from "../node.ts";
import type { Expand } from "../schema/shape.ts";
import { splitShellWords } from "./shell-words.ts";

/** A command as one text, as the list of its words. */
export const expandCommand: Expand = (node, { fail }) => {
  if (node.kind !== "scalar" || typeof node.value !== "string") return node;
  const words = splitShellWords(node.value);
  if (!words) {
    fail(
      `${JSON.stringify(node.value)} is not a command: a quote or a parenthesis has no counterpart.`,
      "Write it as a list.",
    );
    return undefined;
  }
  return sequence(
    words.map((word) => scalar(word, { at: node.at })),
    node,
  );
};

/** A health check's command as one text runs in a shell. */
export const expandHealthCommand: Expand = (node) =>
  node.kind === "scalar" && typeof node.value === "string"
    ? sequence([scalar("CMD-SHELL", { at: node.at }), scalar(node.value, { at: node.at })], node)
    : node;
