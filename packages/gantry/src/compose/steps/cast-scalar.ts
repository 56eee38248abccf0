import { parseBytes } from "../../model/bytes.ts";
import { parseDuration } from "../../model/duration.ts";
import { describeNode } from "../describe-node.ts";
import { isNull, type Node, type ScalarNode, scalar, scalarText } from "../node.ts";
import type {
  BytesShape,
  DurationShape,
  ExpandContext,
  FileModeShape,
  FlagShape,
  NumberShape,
  TextShape,
} from "../schema/shape.ts";

type ScalarShape = TextShape | FlagShape | NumberShape | DurationShape | BytesShape | FileModeShape;

/** The value in the type of its shape: `"true"` as a boolean, `"64m"` as a number of bytes, `8080` as text where text is expected. */
export function castScalar(node: Node, shape: ScalarShape, context: ExpandContext): ScalarNode | undefined {
  switch (shape.kind) {
    case "text":
      return castText(node, shape, context);
    case "flag":
      return castFlag(node, shape, context);
    case "integer":
    case "decimal":
      return castNumber(node, shape, context);
    case "duration":
      return castDuration(node, context);
    case "bytes":
      return castBytes(node, shape, context);
    case "file-mode":
      return castFileMode(node, context);
  }
}

function castText(node: Node, shape: TextShape, { fail }: ExpandContext): ScalarNode | undefined {
  const value = plainText(node, shape);
  if (value === undefined || node.kind !== "scalar") {
    const quoted = node.kind === "scalar" && !isNull(node) ? "Put it in quotes." : undefined;
    fail(`${describeNode(node)} is not text.`, quoted);
    return undefined;
  }
  if (shape.choices && !shape.choices.includes(value)) {
    fail(`${describeNode(node)} is not allowed.`, `Use ${listWords(shape.choices)}.`);
    return undefined;
  }
  if ((shape.pattern && !shape.pattern.test(value)) || shape.accepts?.(value) === false) {
    fail(`${describeNode(node)} is not allowed.`);
    return undefined;
  }
  return value === node.value ? node : scalar(value, node);
}

function plainText(node: Node, { from }: TextShape): string | undefined {
  if (node.kind !== "scalar") return undefined;
  const { value } = node;
  if (typeof value === "string") return value;
  if (value === null) return from === "scalars" || from === "numbers-and-null" ? "" : undefined;
  if (typeof value === "boolean") return from === "scalars" ? scalarText(node) : undefined;
  // YAML sees a date, but whoever writes one where text is expected means the text.
  if (value instanceof Date) return scalarText(node);
  if (from === undefined) return undefined;
  return from === "integers" && typeof value === "number" && !Number.isInteger(value) ? undefined : scalarText(node);
}

const truths: ReadonlyMap<string, boolean> = new Map([
  ...["true", "y", "yes", "on"].map((word) => [word, true] as const),
  ...["false", "n", "no", "off"].map((word) => [word, false] as const),
]);

function castFlag(node: Node, { strict }: FlagShape, { fail }: ExpandContext): ScalarNode | undefined {
  if (node.kind === "scalar") {
    if (typeof node.value === "boolean") return node;
    const truth = typeof node.value === "string" && !strict ? truths.get(node.value.toLowerCase()) : undefined;
    if (truth !== undefined) return scalar(truth, node);
  }
  fail(`${describeNode(node)} is neither true nor false.`);
  return undefined;
}

function castNumber(node: Node, shape: NumberShape, { fail }: ExpandContext): ScalarNode | undefined {
  const value = toNumber(node, shape);
  const whole = shape.kind === "integer" ? "a whole number" : "a number";
  if (value === undefined || node.kind !== "scalar") {
    const words = shape.words ? ` or ${listWords(Object.keys(shape.words))}` : "";
    fail(`${describeNode(node)} is not ${whole}${words}.`);
    return undefined;
  }
  const { minimum, maximum } = shape;
  if ((minimum !== undefined && value < minimum) || (maximum !== undefined && value > maximum)) {
    fail(
      `${value} is out of range.`,
      `Use ${whole} from ${minimum ?? "…"} ${maximum === undefined ? "up" : `to ${maximum}`}.`,
    );
    return undefined;
  }
  return value === node.value ? node : scalar(value, node);
}

function toNumber(node: Node, shape: NumberShape): number | undefined {
  if (node.kind !== "scalar") return undefined;
  const { value } = node;
  if (typeof value === "bigint") return Number(value);
  if (typeof value === "string") {
    if (shape.strict) return undefined;
    if (shape.words && Object.hasOwn(shape.words, value)) return shape.words[value];
    const pattern = shape.kind === "integer" ? /^[+-]?\d+$/ : /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
    return pattern.test(value) ? Number(value) : undefined;
  }
  if (typeof value !== "number" || !Number.isFinite(value)) return undefined;
  if (shape.kind === "decimal" || Number.isInteger(value)) return value;
  return shape.truncate ? Math.trunc(value) : undefined;
}

function castDuration(node: Node, { fail }: ExpandContext): ScalarNode | undefined {
  const value = node.kind === "scalar" ? node.value : undefined;
  const length = typeof value === "string" ? parseDuration(value) : undefined;
  if (length !== undefined && node.kind === "scalar") return scalar(length, node);
  fail(`${describeNode(node)} is not a duration.`, 'Write a number with a unit, such as "90s" or "1m30s".');
  return undefined;
}

function castBytes(node: Node, { textOnly }: BytesShape, { fail }: ExpandContext): ScalarNode | undefined {
  const value = node.kind === "scalar" ? node.value : undefined;
  if (node.kind === "scalar" && !textOnly) {
    if (typeof value === "number" && Number.isInteger(value)) return node;
    if (typeof value === "bigint") return scalar(Number(value), node);
  }
  const size = typeof value === "string" ? parseBytes(value) : undefined;
  if (size !== undefined && size >= 0 && node.kind === "scalar") return scalar(size, node);
  fail(`${describeNode(node)} is not a size.`, 'Write a number with a unit, such as "512m" or "2g".');
  return undefined;
}

function castFileMode(node: Node, { fail }: ExpandContext): ScalarNode | undefined {
  const value = node.kind === "scalar" ? node.value : undefined;
  if (node.kind === "scalar") {
    if (typeof value === "number" && Number.isInteger(value) && value >= 0) return node;
    if (typeof value === "string" && /^(0o?)?[0-7]{1,6}$/.test(value))
      return scalar(Number.parseInt(value.replace("o", ""), 8), node);
  }
  fail(`${describeNode(node)} is not a file mode.`, "Write it in octal, such as 0440.");
  return undefined;
}

/** `a, b or c`, each in quotes. */
export function listWords(words: readonly string[]): string {
  const quoted = words.map((word) => `"${word}"`);
  return quoted.length < 2 ? quoted.join("") : `${quoted.slice(0, -1).join(", ")} or ${quoted.at(-1)}`;
}
