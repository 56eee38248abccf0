import { mapping, type Node, scalar, scalarText, sequence, textOf } from "../node.ts";
import {
  type DictionaryShape,
  dictionaryOf,
  type Expand,
  integer,
  type ListShape,
  listOf,
  mappingOf,
  type Shape,
  type TextShape,
  text,
} from "./shape.ts";

/** Names of services, networks, volumes, configs, secrets and models. */
export const nameOfPart = /^[a-zA-Z0-9._-]+$/;

/** A single text where a list is expected. */
export const single: Expand = (node) =>
  textOf(node) === undefined ? node : sequence([scalar(textOf(node) ?? "", { at: node.at })], node);

/** What stands before the first `=`: the later of two entries with the same name takes the earlier's place. */
const nameBeforeSign = (item: Node): string | undefined => textOf(item)?.split("=", 1)[0];

export const wholeText = (item: Node): string | undefined => (item.kind === "scalar" ? scalarText(item) : undefined);

/** A list of texts. `distinct` refuses the same text twice; otherwise the later takes the earlier's place. */
export const texts = (options: Partial<ListShape> & { item?: TextShape; single?: boolean } = {}): ListShape => {
  const { item = text({ keepEmpty: true }), single: orSingle, ...rest } = options;
  return listOf(item, { ...(orSingle && { expand: single }), ...rest });
};

/** A list whose repeated entries are one. */
export const namedTexts = (options: Parameters<typeof texts>[0] = {}): ListShape =>
  texts({ key: nameBeforeSign, ...options });

/** A mapping of texts, which may be written as a list of `name=value`. */
export const pairs = (
  value: TextShape = text({ from: "scalars", keepEmpty: true }),
  options: Partial<DictionaryShape> = {},
): DictionaryShape => dictionaryOf(value, { pairs: true, expand: listToPairs(value.nullable === true), ...options });

/** `[A=1, B]` to `{A: 1, B: null}`. Names of variables end in no space: it would be written before the sign by mistake. */
const listToPairs =
  (variables: boolean): Expand =>
  (node, { fail }) => {
    if (node.kind !== "sequence") return node;
    const entries = new Map<string, Node>();
    for (const [index, item] of node.items.entries()) {
      const entry = textOf(item);
      if (entry === undefined) {
        fail(`entry ${index} is not text.`, "Write NAME=value.", item);
        continue;
      }
      const sign = entry.indexOf("=");
      const name = sign < 0 ? entry : entry.slice(0, sign);
      if (variables && sign >= 0 && name.endsWith(" "))
        fail(`the name ${JSON.stringify(name)} has a space at its end.`, undefined, item);
      entries.set(name, scalar(sign < 0 ? null : entry.slice(sign + 1), { at: item.at, tag: item.tag, index }));
    }
    return mapping(entries, node);
  };

/** `[front, back]` to `{front: …, back: …}`. */
export const listToKeys =
  (value: (item: Node) => Node): Expand =>
  (node, { fail }) => {
    if (node.kind !== "sequence") return node;
    const entries = new Map<string, Node>();
    for (const [index, item] of node.items.entries()) {
      const name = textOf(item);
      if (name === undefined) fail(`entry ${index} is not a name.`, undefined, item);
      else if (entries.has(name)) fail(`${JSON.stringify(name)} is in the list twice.`, undefined, item);
      else entries.set(name, { ...value(item), at: item.at, tag: item.tag, index });
    }
    return mapping(entries, node);
  };

const ulimitPair = mappingOf(
  { soft: integer({ keepZero: true }), hard: integer({ keepZero: true }) },
  { required: ["soft", "hard"] },
);
const ulimitNumber = integer({ keepZero: true });

/** A number for both limits, or `soft` and `hard`. */
export const ulimits = dictionaryOf({
  kind: "choice",
  pick: (node) => (node.kind === "mapping" ? ulimitPair : ulimitNumber),
  pickPlain: (value) => (typeof value === "object" ? ulimitPair : ulimitNumber),
  merge: "replace",
  // Zero is what Compose leaves out, even where it means "none".
  printed: (value) => {
    if (typeof value !== "object" || value === null) return value === 0 ? {} : value;
    return Object.fromEntries(Object.entries(value).filter(([key, limit]) => ulimitPair.keys[key] && limit !== 0));
  },
});

/** Values of driver options. */
export const driverOptions = dictionaryOf(text({ from: "numbers", keepEmpty: true }));

/** Hosts and their addresses, as `host=address` in the model. */
export const extraHosts = texts({
  key: wholeText,
  sorted: true,
  expand: (node) => {
    if (node.kind !== "mapping") return node;
    const items = [...node.entries].flatMap(([host, addresses]) =>
      (addresses.kind === "sequence" ? addresses.items : [addresses]).map((address) =>
        textOf(address) === undefined
          ? address
          : scalar(`${host}=${textOf(address)}`, { at: address.at, tag: address.tag ?? addresses.tag }),
      ),
    );
    return sequence(items, node);
  },
  expandItem: (item, { fail }) => {
    const entry = textOf(item);
    if (entry === undefined) return [item];
    const [, host, address] = (entry.includes("=") ? /^(.*?)=(.*)$/s : /^(.*?):(.*)$/s).exec(entry) ?? [];
    if (!host || !address || host.includes(":")) {
      fail(`${JSON.stringify(entry)} is not a host with its address.`, "Write host=address.");
      return [];
    }
    return [scalar(`${host}=${address.replace(/^\[(.*)\]$/, "$1")}`, item)];
  },
});

export const extensionKey = (key: string): boolean => key.startsWith("x-");

/** The shape of a key of a mapping, extensions included; undefined for an unknown one. */
export function keyShape(
  shape: { keys: Readonly<Record<string, Shape>>; closed?: boolean },
  key: string,
): Shape | undefined {
  if (Object.hasOwn(shape.keys, key)) return shape.keys[key];
  return !shape.closed && extensionKey(key) ? { kind: "any" } : undefined;
}
