import type { Service } from "../../model/service.ts";
import type { Stack } from "../../model/stack.ts";

/**
 * The stack as it is deployed: nothing is built any more, and each service that was built names its image by content, so that a release keeps
 * its own. Pure.
 */
export function useBuiltImages(stack: Stack, images: Readonly<Record<string, string>>): Stack {
  const services = Object.entries(stack.services).map(([name, service]) => [name, release(service, images[name])]);
  return { ...stack, services: Object.fromEntries(services) };
}

function release(service: Service, image: string | undefined): Service {
  const { build: _build, develop: _develop, pull_policy, ...rest } = service;
  if (image === undefined) return pull_policy === undefined ? rest : { ...rest, pull_policy };
  // It comes from here and from nowhere else.
  return { ...rest, image, pull_policy: "never" };
}
