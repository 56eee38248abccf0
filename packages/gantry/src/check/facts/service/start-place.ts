import { posix } from "node:path";
import type { Related } from "../../finding.ts";
import type { Place } from "../../place.ts";
import type { ShellCommand } from "../../shell/shell-document.ts";
import type { ServiceFacts } from "./service-facts.ts";

/** Where to tell of a command that runs at a container's start: itself, or what leads to it when it stands in a script. */
export function startPlace(service: ServiceFacts, command: ShellCommand): { at: Place; related: Related[] } {
  let { document } = command;
  while (document.origin.type === "nested") document = document.origin.within.document;
  const { type } = document.origin;
  if (type === "compose" || type === "dockerfile") return { at: command.at, related: [] };
  const { entrypoint, command: words } = service.model;
  const stage = service.image?.stage;
  const first = entrypoint ? service.at("entrypoint") : stage?.last("ENTRYPOINT")?.at;
  const second = words ? service.at("command") : entrypoint ? undefined : stage?.last("CMD")?.at;
  // The one that names the script; of a script that others lead to, what runs last.
  const names = (entrypoint ?? stage?.last("ENTRYPOINT")?.words.map(({ text }) => text) ?? []).some(
    (text) => posix.basename(text) === posix.basename(document.file),
  );
  const at = (names ? first : undefined) ?? second ?? first ?? service.at();
  return { at, related: [{ at: command.at, message: "It leads to this." }] };
}
