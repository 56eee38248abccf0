import type { Issue } from "../../model/error.ts";
import { formatPath, type ModelPath } from "../../model/position.ts";
import { External } from "../external.ts";
import { show } from "../options/checks.ts";
import type { Draft, ServiceDefinition } from "../service-definition.ts";
import { type FoundReference, flatParts } from "./find-references.ts";
import type { Site } from "./site.ts";
import type { Uses } from "./wire.ts";

/** The issue of a service that is used, but left out of the stack. */
export function absent(path: ModelPath, service: ServiceDefinition): Issue {
  return {
    message: `${formatPath(path)}: refers to a ${service.blueprint.preset}() that is not in the stack.`,
    fix: 'Add it to "services".',
  };
}

/** Who uses whom, by key: from the references, and from what the drafts say besides. */
export function findUses(sites: readonly Site[], keys: ReadonlyMap<ServiceDefinition, string>, issues: Issue[]): Uses {
  const uses = new Map<string, Set<string>>();
  for (const { key, path, draft, references } of sites) {
    const targets = new Set<string>();
    for (const service of draft.uses ?? []) targets.add(keys.get(service) ?? key);
    for (const found of references) {
      const place = [...path, ...renamed(found.path)];
      for (const target of found.reference.targets) {
        if (target instanceof External) checkEgress(draft, place, issues);
        else if (keys.has(target)) targets.add(keys.get(target) ?? key);
        else issues.push(absent(place, target));
      }
      checkParts(found, place, issues);
    }
    targets.delete(key);
    uses.set(key, targets);
  }
  return uses;
}

/** The place of a value in the options that the user wrote. */
function renamed(path: ModelPath): ModelPath {
  return path[0] === "environment" ? ["env", ...path.slice(1)] : path;
}

function checkEgress(draft: Draft, place: ModelPath, issues: Issue[]): void {
  if (draft.egress) return;
  const message = `${formatPath(place)}: refers to an address outside the stack, but the service has "egress: false".`;
  issues.push({ message, fix: 'Set "egress: true".' });
}

function checkParts({ reference }: FoundReference, place: ModelPath, issues: Issue[]): void {
  for (const part of flatParts(reference.parts)) {
    if (part.type === "port" && part.service.blueprint.port === undefined) {
      const message = `${formatPath(place)}: refers to a ${part.service.blueprint.preset}() that has no "port".`;
      issues.push({ message, fix: "Give it one." });
    }
    if (part.type === "variable") {
      const where = formatPath(place);
      if (!/^[A-Za-z_]\w*$/.test(part.name)) {
        issues.push({ message: `${where}: ${show(part.name)} is not a name for a variable.` });
      }
      if (/[{}$]/.test(part.default ?? "")) {
        issues.push({ message: `${where}: a default may not have "{", "}" or "$" in it: Compose would read them.` });
      }
    }
  }
}
