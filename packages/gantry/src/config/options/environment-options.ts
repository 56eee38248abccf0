import { isHostName } from "../../model/host-name.ts";
import { Reference } from "../reference.ts";
import { type Check, isMapping, options, record, show, string } from "./checks.ts";
import { overrideChecks, variableName } from "./service-checks.ts";
import type { ServiceOptions } from "./service-options.ts";

/** What an environment says about a service: over what the service says itself, its `compose` keys included. */
export type ServiceOverrides = Pick<ServiceOptions, "replicas" | "resources" | "env" | "compose">;

/** Where a stack runs, and what is different there. */
export interface EnvironmentOptions {
  /** `ssh://user@host:port`, a Docker context's name, or `tcp://…`. Default: the local engine. */
  host?: string;
  /**
   * The host name that the stack is known by: what `@` stands for in the routes of the proxy, and the value of `env("DOMAIN")`. Default: none; in
   * `development` `@` is `localhost` then.
   */
  domain?: string;
  /**
   * Values of `env("NAME")`, over those of `.env` and below those of `.env.<environment>`, of `--env-file` and of the process. They are in the
   * config for everyone to read: never a secret.
   */
  variables?: Record<string, string | number | boolean>;
  /**
   * What is different for single services, by key; the proxy's is `proxy`.
   *
   * @example
   * ```ts
   * services: { web: { replicas: 3, resources: { memory: "512m" }, env: { FEATURE: "on" } } }
   * ```
   */
  services?: Record<string, ServiceOverrides>;
}

const domain: Check = (value, path, report) => {
  if (typeof value !== "string") return string(value, path, report);
  if (!isHostName(value)) {
    report(
      path,
      `${show(value)} is not a host name.`,
      'Write it without scheme, port and path, as in "shop.example.com".',
    );
  }
};

/** A secret would be in the repository, and in what Gantry prints. */
const plainValue: Check = (value, path, report) => {
  if (value instanceof Reference) {
    const problem = value.holdsSecret
      ? "a secret may not stand here: everyone reads the config."
      : "a reference may not stand here.";
    const fix = value.holdsSecret
      ? 'Use secret() in the service\'s "env", and set its value in the environment or an env file.'
      : "Write its value, or set the variable in an env file.";
    report(path, problem, fix);
  } else if (!["string", "number", "boolean"].includes(typeof value)) {
    report(path, `${show(value)} is not a text, a number, true or false.`);
  }
};

const variables: Check = (value, path, report) => {
  record(plainValue, variableName)(value, path, report);
  if (isMapping(value) && Object.hasOwn(value, "DOMAIN")) {
    report([...path, "DOMAIN"], "is what the environment's domain sets.", 'Write "domain" beside "variables".');
  }
};

export const environmentChecks: Check = record(
  options({ host: string, domain, variables, services: record(options(overrideChecks)) } satisfies Record<
    keyof EnvironmentOptions,
    Check
  >),
  { pattern: /^[A-Za-z0-9][\w.-]*$/, meaning: "a name for an environment" },
);
