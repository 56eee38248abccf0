import type { Bytes } from "../../../model/service.ts";
import type { Place } from "../../place.ts";
import type { ServiceFacts } from "./service-facts.ts";

/** The memory limit of a service's containers, and where it is written. */
export function memoryLimit(service: ServiceFacts): { bytes: Bytes; at: Place } | undefined {
  const { mem_limit: own, deploy } = service.model;
  const deployed = deploy?.resources?.limits?.memory;
  if (deployed !== undefined) return { bytes: deployed, at: service.at("deploy", "resources", "limits", "memory") };
  return own === undefined || own <= 0 ? undefined : { bytes: own, at: service.at("mem_limit") };
}
