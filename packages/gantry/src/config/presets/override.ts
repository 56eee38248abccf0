import type { ServiceOverrides } from "../options/environment-options.ts";
import type { ServiceOptions } from "../options/service-options.ts";

/** The options of a service with what an environment says over them. Its `compose` keys are laid over the whole stack later. */
export function override<Options extends ServiceOptions>(
  options: Options,
  { replicas, resources, env }: ServiceOverrides,
): Options {
  return {
    ...options,
    ...(replicas === undefined ? {} : { replicas }),
    ...(resources === undefined ? {} : { resources: { ...options.resources, ...resources } }),
    ...(env === undefined ? {} : { env: { ...options.env, ...env } }),
  };
}
