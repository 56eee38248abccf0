import { concat, type OpenReference, type Reference, type SecretReference, type TextValue } from "./reference.ts";
import { soleSecret } from "./secret.ts";

export interface ExternalOptions {
  /** Its whole address; a `secret()` when it holds a password. */
  url: string | Reference;
}

/** Something that runs elsewhere: a hosted database, another team's service. It is no container of the stack. */
export class External {
  /** The address, as it was given. */
  readonly url: Reference;
  /** @internal */
  readonly options: ExternalOptions;

  constructor(options: ExternalOptions) {
    this.options = options;
    const secret = soleSecret(options?.url);
    if (secret) secret.purpose ??= "address of an external service";
    this.url = concat([options?.url as TextValue], [this]);
  }
}

/**
 * An address outside the stack. Who uses it gets a way out. Under a key of `services` it may stand where a preset stands in
 * another environment, and its secret is named after that key: `DB_URL`.
 *
 * @example
 * ```ts
 * const db = production ? external({ url: secret() }) : postgres({ version: "17" });
 * ```
 */
export function external(options: { url: string | OpenReference }): External & { readonly url: OpenReference };
export function external(options: { url: SecretReference }): External & { readonly url: SecretReference };
export function external(options: ExternalOptions): External;
export function external(options: ExternalOptions): External {
  return new External(options);
}
