import type { ServiceFacts } from "../../../facts/service/service-facts.ts";
import type { Related } from "../../../finding.ts";
import type { Place } from "../../../place.ts";
import type { ShellCommand } from "../../../shell/shell-document.ts";

/** Where to tell of a command that runs at a container's start: itself, or what leads to it when it stands in a script. */
export function startPlace(service: ServiceFacts, command: ShellCommand): { at: Place; related: Related[] } {
  let { document } = command;
  while (document.origin.type === "nested") document = document.origin.within.document;
  const { type } = document.origin;
  if (type === "compose" || type === "dockerfile") return { at: command.at, related: [] };
  const { entrypoint, command: words } = service.model;
  const stage = service.image?.stage;
  const at =
    entrypoint !== undefined
      ? service.at("entrypoint")
      : words !== undefined
        ? service.at("command")
        : (stage?.last("ENTRYPOINT")?.at ?? stage?.last("CMD")?.at ?? service.at());
  return { at, related: [{ at: command.at, message: "It leads to this." }] };
}
