import { Reference, type SecretReference } from "./reference.ts";

export interface SecretOptions {
  /** The variable that holds it. Default: the key of `env` where it is used; a password: `<SERVICE>_PASSWORD`. */
  name?: string;
  /** The fewest characters that it may have. */
  minLength?: number;
  /** Exactly so many characters. */
  length?: number;
  /**
   * Make one up when there is none, once, and keep it in `.gantry/<environment>.env` on this machine. Never for an
   * environment with a remote `host`. Default: false.
   */
  generate?: boolean;
}

/** A value that nobody may see. Known by identity: the same object is the same secret, wherever it is used. */
export interface Secret extends SecretOptions {
  /** What it is, for the one who is asked to set it: `password of the service "db"`. */
  purpose?: string;
}

/**
 * A secret value, from the process's environment or an env file. It is never written into a file that Gantry prints.
 *
 * @example
 * ```ts
 * env: { JWT_SECRET: secret({ minLength: 64 }), STRIPE_KEY: secret() }
 * ```
 */
export function secret(options: SecretOptions = {}): SecretReference {
  return secretReference({ ...options });
}

/** A reference to a secret that a preset owns. */
export function secretReference(secret: Secret): SecretReference {
  return new Reference([{ type: "secret", secret }]) as SecretReference;
}

/** The secret, when the value is nothing but one. */
export function soleSecret(value: unknown): Secret | undefined {
  const [part, ...more] = value instanceof Reference ? value.parts : [];
  return part?.type === "secret" && more.length === 0 ? part.secret : undefined;
}
