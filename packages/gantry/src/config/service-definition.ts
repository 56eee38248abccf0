import type { RecipeName } from "../model/recipe.ts";
import type { Checks, Report } from "./options/checks.ts";
import type { ServiceOverrides } from "./options/environment-options.ts";
import { concat, type Joined, type OpenReference, Reference, type Target, type TextValue } from "./reference.ts";
import type { Secret } from "./secret.ts";

/** What a preset knows when it writes its service. */
export interface BuildContext {
  /** The service's key in the stack. */
  key: string;
  /** The project's name. */
  project: string;
  environment: string;
  /** The environment is `development`: no DNS, no certificates, ports on the loopback only. */
  development: boolean;
  /** The key of a service that is in the stack. */
  keyOf(service: ServiceDefinition): string;
  /** The environment's; `localhost` in development without one. */
  domain: string | undefined;
  /** Takes what is wrong with an option, which shows in this environment only. */
  report: Report;
  /** What the environment says about the service of a key. */
  overridesOf(key: string): ServiceOverrides;
}

/** A Compose mapping in which references still stand for values. */
export type RawMapping = { [key: string]: unknown };

/** A public address, before the keys of the services are known. */
export interface DraftRoute {
  host: string;
  path?: string;
  service: ServiceDefinition;
  port: number;
}

/** A service as its preset writes it, before it is wired. */
export interface Draft {
  /** In Compose's words. */
  service: RawMapping;
  /** The service may reach the outside. */
  egress: boolean;
  /** Services used without a reference in `service`. */
  uses?: readonly ServiceDefinition[];
  /** By key of a service: what to wait for, over what follows from the references. `false`: nothing. */
  dependsOn?: Readonly<Record<string, DependencyWish>>;
  volumes?: RawMapping;
  configs?: RawMapping;
  secrets?: RawMapping;
  routes?: readonly DraftRoute[];
  /** Services that belong to this one, such as its migration: by what follows its key and a dash. */
  companions?: Readonly<Record<string, Draft>>;
  /** Any Compose keys, merged last. */
  compose?: RawMapping;
  /** More of them, each laid over the one before. */
  layers?: readonly RawMapping[];
  /** It joins the networks that it names, or Compose's own `default`, beside those of the services that it refers to. */
  asWritten?: boolean;
}

/** What a service waits for before it starts. `healthy`: the check passes; `completed`: it ended with success. */
export type DependencyWish = "started" | "healthy" | "completed" | false;

/** All that makes a service, and nothing of it done yet. */
export interface Blueprint {
  preset: string;
  options: object;
  checks: Checks;
  /** Options that must be given. */
  required?: readonly string[];
  /** Called once the options are known to be right. */
  build(context: BuildContext): Draft;
  /** Secrets that are named after the service's key: `PASSWORD` becomes `DB_PASSWORD`. */
  secrets?: Readonly<Record<string, Secret>>;
  /** Port that an HTTP proxy reaches it on. */
  port?: number | undefined;
  /** How its image is built when nothing else is said, and which of the options are about that. */
  recipe?: { name: RecipeName; keys: readonly string[] };
}

/** A service that a preset describes. Its place in the stack is its key in `services`. */
export class ServiceDefinition {
  /** @internal */
  readonly blueprint: Blueprint;

  constructor(blueprint: Blueprint) {
    this.blueprint = blueprint;
  }
}

/** The host name that others reach the service by. */
export function hostOf(service: ServiceDefinition): OpenReference {
  return new Reference([{ type: "host", service }], [service]) as OpenReference;
}

/** A text that belongs to a service: using it is using the service. */
export function textOf<const Values extends readonly TextValue[]>(
  target: Target,
  ...values: Values
): Joined<Values[number]> {
  return concat(values, [target]);
}
