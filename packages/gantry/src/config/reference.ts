import type { External } from "./external.ts";
import type { Secret } from "./secret.ts";
import type { ServiceDefinition } from "./service-definition.ts";

/** How a value is written into a text that has rules of its own. */
export type Encoding = "url" | "redis";

/** One piece of a reference's text. What it stands for is known when the stack is resolved, per environment. */
export type Part =
  | { type: "literal"; text: string }
  /** The key of the service in the stack: its host name on the network that both share. */
  | { type: "host"; service: ServiceDefinition }
  /** The port that it says it listens on. */
  | { type: "port"; service: ServiceDefinition }
  | { type: "secret"; secret: Secret }
  | { type: "variable"; name: string; default: string | undefined }
  | { type: "encoded"; encoding: Encoding; parts: readonly Part[] };

/** A service or an address outside that a reference leads to. */
export type Target = ServiceDefinition | External;

/**
 * A value that is known late: `db.url`, `secret()`, `env("NAME")`, or a text that is put together from them. Whoever uses
 * one is wired to what it leads to.
 */
export class Reference {
  readonly parts: readonly Part[];
  readonly targets: readonly Target[];
  /** A secret's value is in it: it may stand in `env`, and nowhere else. */
  readonly holdsSecret: boolean;

  constructor(parts: readonly Part[], targets: readonly Target[] = []) {
    this.parts = parts;
    this.holdsSecret = parts.some(isSecret);
    this.targets = [...new Set(targets)];
  }

  /** A reference in an ordinary template or beside a `+` would become text too early, without its value and without its wiring. */
  toString(): string {
    throw new TypeError(
      "A reference cannot be put into an ordinary string. Write text`postgres://${db.host}` with the tag `text` of gantry.",
    );
  }
}

/** A reference with a secret in it: `secret()`, `db.password`, `db.url`. Types refuse it where others could read it. */
export interface SecretReference extends Reference {
  readonly holdsSecret: true;
}

/** A reference without a secret in it: `db.host`, `env("NAME")`. It may stand where others can read it. */
export interface OpenReference extends Reference {
  readonly holdsSecret: false;
}

/** What may stand where a text is wanted. */
export type TextValue = string | number | boolean | Reference;

/** What may stand where others can read it: in a build argument, a label, a command. */
export type OpenValue = string | number | boolean | OpenReference;

/** What texts and references are together: secret as soon as one of them is. */
export type Joined<Value> = [Extract<Value, Reference>] extends [OpenReference]
  ? OpenReference
  : [Extract<Value, SecretReference>] extends [never]
    ? Reference
    : SecretReference;

/**
 * Puts references and text together.
 *
 * @example
 * ```ts
 * env: { DATABASE_URL: text`postgres://${db.user}@${db.host}:${db.port}/reports` }
 * ```
 */
export function text<const Values extends readonly TextValue[]>(
  strings: TemplateStringsArray,
  ...values: Values
): Joined<Values[number]> {
  const pieces = strings.flatMap((string, index): (string | Values[number])[] => [string, values[index] ?? ""]);
  return concat(pieces) as Joined<Values[number]>;
}

/**
 * A variable of the environment that is no secret: from the process, or from an env file.
 *
 * @param name such as `"APP_URL"`
 * @example
 * ```ts
 * env: { LOG_LEVEL: env("LOG_LEVEL", { default: "info" }) }
 * ```
 */
export function env(name: string, options: { default?: string } = {}): OpenReference {
  return new Reference([{ type: "variable", name, default: options.default }]) as OpenReference;
}

/** Joins texts and references; what they lead to is what the whole leads to. */
export function concat<const Values extends readonly TextValue[]>(
  values: Values,
  targets: readonly Target[] = [],
): Joined<Values[number]> {
  const parts = values.flatMap((value) => partsOf(value)).filter((part) => part.type !== "literal" || part.text !== "");
  const led = values.flatMap((value) => (value instanceof Reference ? value.targets : []));
  return new Reference(parts, [...targets, ...led]) as Joined<Values[number]>;
}

/** The same value, written so that it can stand in a URL, or between the quotes of a Redis configuration. */
export function encode<Value extends TextValue>(value: Value, encoding: Encoding): Joined<Value> {
  return new Reference(
    [{ type: "encoded", encoding, parts: partsOf(value) }],
    value instanceof Reference ? value.targets : [],
  ) as Joined<Value>;
}

function isSecret(part: Part): boolean {
  return part.type === "secret" || (part.type === "encoded" && part.parts.some(isSecret));
}

function partsOf(value: TextValue): readonly Part[] {
  return value instanceof Reference ? value.parts : [{ type: "literal", text: String(value) }];
}
