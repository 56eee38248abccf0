import type { Position } from "../../../model/position.ts";
import type { Place } from "../../place.ts";
import type { Tri } from "../../tri.ts";
import { type ServiceUrl, urlsIn } from "../url.ts";

/** Where a variable of a container gets its value. A later one wins. */
export type EnvSource = "dockerfile" | "env-file" | "env-template" | "environment";

export interface EnvVariable {
  readonly name: string;
  /** With the names of variables that have no value here; see `hasUnknown`. */
  readonly value: string;
  readonly source: EnvSource;
  readonly at: Position;
  /** Where the value is written. */
  readonly valueAt: Place;
}

/** The environment of a service's containers, joined from its Dockerfile, its env files (or their templates) and `environment`. */
export class ServiceEnv implements Iterable<EnvVariable> {
  readonly #variables: ReadonlyMap<string, EnvVariable>;
  /** Whether there may be more: an env file is not in the repository and has no template. */
  readonly isOpen: boolean;

  constructor(variables: Iterable<EnvVariable>, isOpen: boolean) {
    this.#variables = new Map([...variables].map((variable) => [variable.name, variable]));
    this.isOpen = isOpen;
  }

  [Symbol.iterator](): Iterator<EnvVariable> {
    return this.#variables.values();
  }

  get(name: string): EnvVariable | undefined {
    return this.#variables.get(name);
  }

  has(name: string): Tri {
    return this.#variables.has(name) ? "yes" : this.isOpen ? "unknown" : "no";
  }

  /** The URLs in all values. */
  *urls(): Generator<{ variable: EnvVariable; url: ServiceUrl }> {
    for (const variable of this) for (const url of urlsIn(variable.value)) yield { variable, url };
  }
}
