import type { Node } from "../node.ts";

/** What a step needs to expand short syntax. */
export interface ExpandContext {
  /** Records what is wrong with the value, or with a part of it. */
  fail(problem: string, fix?: string, part?: Node): void;
}

/** Brings short syntax to the long one. Returns undefined after a failure; any value that is no short syntax comes back as it is. */
export type Expand = (node: Node, context: ExpandContext) => Node | undefined;

interface ShapeBase {
  /** Null is a value of its own, and kept. Otherwise it is refused. */
  readonly nullable?: boolean;
  /** Null is allowed and means that the key is not there. */
  readonly optional?: boolean;
  readonly expand?: Expand;
  /** What a second file does to the value of a first. Default: mappings are merged by key, sequences appended, scalars replaced. */
  readonly merge?: "replace" | "logging" | "subnets";
  /** What `docker compose config --format json` leaves out. */
  readonly unprinted?: boolean;
}

/** How a relative path becomes absolute: as a file; unless it is a remote build context; or unless it names another kind of source too. */
export type PathRule = "file" | "context" | "additional-context";

export interface TextShape extends ShapeBase {
  readonly kind: "text";
  readonly choices?: readonly string[];
  readonly pattern?: RegExp;
  readonly accepts?: (value: string) => boolean;
  /** Other scalars that stand for text: numbers; numbers and booleans. Null with either stands for an empty text unless `nullable`. */
  readonly from?: "numbers" | "integers" | "scalars" | "numbers-and-null";
  readonly path?: PathRule;
  /** An empty text is kept in the model. */
  readonly keepEmpty?: boolean;
  /** It has to be final when the model is made, because something is looked up by it; elsewhere variables may still stand in a text. */
  readonly early?: boolean;
}

export interface FlagShape extends ShapeBase {
  readonly kind: "flag";
  /** False is kept in the model: it differs from an absent value. */
  readonly keepFalse?: boolean;
  /** Refuses `"true"`. */
  readonly strict?: boolean;
}

export interface NumberShape extends ShapeBase {
  readonly kind: "integer" | "decimal";
  readonly minimum?: number;
  readonly maximum?: number;
  /** Zero is kept in the model: it differs from an absent value. */
  readonly keepZero?: boolean;
  /** Decimals are cut off instead of refused. */
  readonly truncate?: boolean;
  /** Refuses text. */
  readonly strict?: boolean;
  /** Words that stand for a number. */
  readonly words?: Readonly<Record<string, number>>;
}

export interface DurationShape extends ShapeBase {
  readonly kind: "duration";
  /** No time at all is the same as an absent value. */
  readonly dropZero?: boolean;
}

export interface BytesShape extends ShapeBase {
  readonly kind: "bytes";
  /** Refuses numbers: the key takes `"64m"`. */
  readonly textOnly?: boolean;
}

export interface FileModeShape extends ShapeBase {
  readonly kind: "file-mode";
}

export interface AnyShape extends ShapeBase {
  readonly kind: "any";
}

export interface MappingShape extends ShapeBase {
  readonly kind: "mapping";
  readonly keys: Readonly<Record<string, Shape>>;
  readonly required?: readonly string[];
  /** No `x-…` here. */
  readonly closed?: boolean;
  /** Fills in defaults after everything is merged. */
  readonly complete?: (value: Record<string, unknown>) => void;
  /** Keys that `docker compose config --format json` writes otherwise. */
  readonly printedKeys?: Readonly<Record<string, string>>;
  /** What `docker compose config --format json` writes for keys that are not there. */
  readonly printedDefaults?: Readonly<Record<string, unknown>>;
}

export interface DictionaryShape extends ShapeBase {
  readonly kind: "dictionary";
  readonly values: Shape;
  readonly keyPattern?: RegExp;
  /** An entry without a value replaces the base's instead of leaving it. */
  readonly pairs?: boolean;
  /** Printed as a list of `name` or `name=value`. */
  readonly printedAsList?: boolean;
}

export interface ListShape extends ShapeBase {
  readonly kind: "list";
  readonly items: Shape;
  /** What makes two items the same one: the later takes the earlier's place. */
  readonly key?: (item: Node) => string | undefined;
  /** Two equal items are an error. */
  readonly distinct?: boolean;
  /** One item of short syntax may stand for several. */
  readonly expandItem?: (item: Node, context: ExpandContext) => Node[];
  readonly keepEmpty?: boolean;
  readonly sorted?: boolean;
}

export interface ChoiceShape extends ShapeBase {
  readonly kind: "choice";
  readonly pick: (node: Node) => Shape;
  /** The same for a decoded value. */
  readonly pickPlain: (value: unknown) => Shape;
  /** What `docker compose config --format json` writes for a value. */
  readonly printed?: (value: unknown) => unknown;
}

/**
 * What the value of a key may be, and how it behaves: one description drives the errors, the short syntaxes, merging, defaults,
 * and printing.
 */
export type Shape =
  | TextShape
  | FlagShape
  | NumberShape
  | DurationShape
  | BytesShape
  | FileModeShape
  | AnyShape
  | MappingShape
  | DictionaryShape
  | ListShape
  | ChoiceShape;

type Options<S extends Shape> = Omit<S, "kind">;

export const text = (options: Options<TextShape> = {}): TextShape => ({ kind: "text", ...options });
export const flag = (options: Options<FlagShape> = {}): FlagShape => ({ kind: "flag", ...options });
export const integer = (options: Options<NumberShape> = {}): NumberShape => ({ kind: "integer", ...options });
export const decimal = (options: Options<NumberShape> = {}): NumberShape => ({ kind: "decimal", ...options });
export const duration = (options: Options<DurationShape> = {}): DurationShape => ({ kind: "duration", ...options });
export const bytes = (options: Options<BytesShape> = {}): BytesShape => ({ kind: "bytes", ...options });
export const fileMode: FileModeShape = { kind: "file-mode" };
export const anything: AnyShape = { kind: "any" };

export const mappingOf = (
  keys: Readonly<Record<string, Shape>>,
  options: Omit<MappingShape, "kind" | "keys"> = {},
): MappingShape => ({ kind: "mapping", keys, ...options });

export const dictionaryOf = (
  values: Shape,
  options: Omit<DictionaryShape, "kind" | "values"> = {},
): DictionaryShape => ({ kind: "dictionary", values, ...options });

export const listOf = (items: Shape, options: Omit<ListShape, "kind" | "items"> = {}): ListShape => ({
  kind: "list",
  items,
  ...options,
});
