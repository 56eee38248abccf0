import type { Stage } from "../../../facts/dockerfile/dockerfile-facts.ts";
import type { Facts } from "../../../facts/facts.ts";
import type { ImageFacts } from "../../../facts/images/image-facts.ts";
import { rememberedFor } from "../../../facts/lazy.ts";
import type { HealthFacts } from "../../../facts/service/health-facts.ts";
import { readDockerfileHealth } from "../../../facts/service/read-health.ts";
import type { ServiceFacts } from "../../../facts/service/service-facts.ts";

/** A health check and the image that runs it. */
export interface HealthCheckFacts {
  /** The subject of a sentence: `The health check of "web"`. */
  readonly name: string;
  readonly health: HealthFacts;
  readonly image: ImageFacts | undefined;
  /** Undefined for an image that no service runs. */
  readonly service: ServiceFacts | undefined;
}

/** The health checks of services, and those of Dockerfiles whose image no service here runs. */
export const healthChecks = rememberedFor((facts: Facts): readonly HealthCheckFacts[] => {
  const checks: HealthCheckFacts[] = [];
  for (const service of facts.services()) {
    const { name, health, image } = service;
    if (health) checks.push({ name: `The health check of "${name}"`, health, image, service });
  }
  const seen = new Set<Stage | undefined>(facts.services().map(({ image }) => image?.stage));
  for (const { stage, image } of facts.builds) {
    if (!stage || !image || seen.has(stage)) continue;
    seen.add(stage);
    const health = readDockerfileHealth(stage, undefined);
    if (health) checks.push({ name: `The health check of ${stage.source.path}`, health, image, service: undefined });
  }
  return checks;
});
