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

  constructor(parts: readonly Part[], targets: readonly Target[] = []) {
    this.parts = parts;
    this.targets = [...new Set(targets)];
  }

  /** A reference in an ordinary template or beside a `+` would become text too early, without its value and without its wiring. */
  toString(): string {
    throw new TypeError(
      "A reference cannot be put into an ordinary string. Write text`postgres://${db.host}` with the tag `text` of gantry.",
    );
  }
}

/** What may stand where a text is wanted. */
export type TextValue = string | number | boolean | Reference;

/**
 * Puts references and text together.
 *
 * @example
 * ```ts
 * env: { DATABASE_URL: text`postgres://${db.user}@${db.host}:${db.port}/reports` }
 * ```
 */
export function text(strings: TemplateStringsArray, ...values: TextValue[]): Reference {
  return concat(strings.flatMap((string, index) => (index < values.length ? [string, values[index] ?? ""] : [string])));
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
export function env(name: string, options: { default?: string } = {}): Reference {
  return new Reference([{ type: "variable", name, default: options.default }]);
}

/** Joins texts and references; what they lead to is what the whole leads to. */
export function concat(values: readonly TextValue[], targets: readonly Target[] = []): Reference {
  const parts = values.flatMap((value) => partsOf(value)).filter((part) => part.type !== "literal" || part.text !== "");
  const led = values.flatMap((value) => (value instanceof Reference ? value.targets : []));
  return new Reference(parts, [...targets, ...led]);
}

/** The same value, written so that it can stand in a URL, or between the quotes of a Redis configuration. */
export function encode(value: TextValue, encoding: Encoding): Reference {
  return new Reference(
    [{ type: "encoded", encoding, parts: partsOf(value) }],
    value instanceof Reference ? value.targets : [],
  );
}

/** True when the text holds a secret's value. */
export function holdsSecret(parts: readonly Part[]): boolean {
  return parts.some((part) => part.type === "secret" || (part.type === "encoded" && holdsSecret(part.parts)));
}

function partsOf(value: TextValue): readonly Part[] {
  return value instanceof Reference ? value.parts : [{ type: "literal", text: String(value) }];
}
