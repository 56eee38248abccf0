import { isMapping } from "../options/checks.ts";
import type { EnvironmentOptions } from "../options/environment-options.ts";

/** The environment that a stack is put together for. */
export interface OpenEnvironment {
  name: string;
  options: EnvironmentOptions;
}

/** Without what is of the wrong kind, which is reported elsewhere. */
export function openEnvironment(environments: Readonly<Record<string, unknown>>, name: string): OpenEnvironment {
  const found = Object.hasOwn(environments, name) ? environments[name] : undefined;
  const options: EnvironmentOptions = isMapping(found) ? found : {};
  const services = isMapping(options.services) ? options.services : {};
  const sound = Object.entries(services).filter(([, overrides]) => isMapping(overrides));
  return { name, options: { ...options, services: Object.fromEntries(sound) } };
}
