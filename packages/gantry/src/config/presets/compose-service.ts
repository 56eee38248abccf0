import { list, mapping } from "../options/checks.ts";
import type { Reference } from "../reference.ts";
import { hostOf, ServiceDefinition } from "../service-definition.ts";

/** A service in Compose's words, with a reference to how it is reached. */
export interface ComposeService extends ServiceDefinition {
  /** Its host name for other services. */
  readonly host: Reference;
}

/**
 * A service exactly as a Compose file has it: nothing is added, and references stand where Compose would interpolate. Further definitions
 * are laid over the first by Compose's rules, as further files are. `gantry init --convert` writes these.
 *
 * @param definitions keys of a Compose service, in short or long syntax
 * @example
 * ```ts
 * const queue = composeService({ image: "rabbitmq:4", environment: { RABBITMQ_DEFAULT_PASS: secret({ name: "QUEUE_PASSWORD" }) } });
 * ```
 */
export function composeService(...definitions: Record<string, unknown>[]): ComposeService {
  const definition = new ServiceDefinition({
    preset: "composeService",
    options: { definitions },
    checks: { definitions: list(mapping, 1) },
    build: () => {
      const [compose = {}, ...layers] = definitions;
      return { service: {}, egress: true, asWritten: true, compose, layers };
    },
  });
  return Object.assign(definition, { host: hostOf(definition) });
}
