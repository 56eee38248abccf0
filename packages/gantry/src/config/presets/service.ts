import { port } from "../options/checks.ts";
import { checksOf } from "../options/service-checks.ts";
import type { ServiceOptions } from "../options/service-options.ts";
import { concat, type OpenReference, Reference } from "../reference.ts";
import { hostOf, ServiceDefinition } from "../service-definition.ts";
import { draftService } from "./draft-service.ts";

export interface BareServiceOptions extends ServiceOptions {
  /** The port that it listens on, for `url`, a proxy's route, and an HTTP health check. */
  port?: number;
}

/** A service with references to where it listens. */
export interface AddressedService extends ServiceDefinition {
  /** Its host name for other services. */
  readonly host: OpenReference;
  /** Its port, as a reference: using it is using the service. */
  readonly port: OpenReference;
  /** `http://host:port`. */
  readonly url: OpenReference;
}

/**
 * A service of any image. It may reach the outside, holds no data of its own, and an HTTP health check needs `wget` or `curl`
 * (and a shell) in the image.
 *
 * @example
 * ```ts
 * const search = service({ image: "typesense/typesense:29.0", port: 8108, health: { http: "/health" }, volumes: ["search:/data"] });
 * ```
 */
export function service(options: BareServiceOptions): AddressedService {
  const definition = new ServiceDefinition({
    preset: "service",
    options: options ?? {},
    checks: checksOf<BareServiceOptions>({ port }),
    port: options?.port,
    build: (context) =>
      draftService(context, options, {
        preset: "service",
        port: options.port,
        memory: "512m",
        stopGracePeriod: "10s",
        egress: true,
      }),
  });
  return withAddress(definition);
}

/** Adds `host`, `port` and `url`. */
export function withAddress(definition: ServiceDefinition): AddressedService {
  const host = hostOf(definition);
  const port = new Reference([{ type: "port", service: definition }], [definition]) as OpenReference;
  return Object.assign(definition, { host, port, url: concat(["http://", host, ":", port]) });
}
