import type { ServiceFacts } from "../../../facts/service/service-facts.ts";

/** Whether the merged service has nothing to run: neither an image nor a build. */
export const isIncomplete = ({ model }: ServiceFacts): boolean =>
  model.image === undefined && model.build === undefined && model.provider === undefined;
