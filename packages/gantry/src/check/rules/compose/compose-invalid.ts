import type { Facts } from "../../facts/facts.ts";
import type { StackFacts } from "../../facts/stack-facts.ts";
import type { Report } from "../../finding.ts";
import { removeEntry } from "../../fix/edit-yaml.ts";
import { nodeAt } from "../../parse/tree-access.ts";
import type { Place } from "../../place.ts";
import { defineRule } from "../../rule.ts";
import { isIncomplete } from "./shared/is-incomplete.ts";

export const rule = defineRule({
  id: "compose-invalid",
  group: "compose",
  severity: "error",
  summary: "Docker Compose takes the files of every stack",
  why: "A file that Docker Compose refuses stops the deployment before anything runs, often only on the server, because each set of files is merged there for the first time. What is obsolete is ignored with a warning that hides the next one.",
  fix: "Mend what is named; docker compose config shows the same.",
  links: ["https://docs.docker.com/reference/compose-file/"],
  since: "0.1.0",
  autofix: "suggest",
  *check(facts) {
    for (const stack of facts.stacks) if (stack.files.some((file) => isCompose(facts, file))) yield* refused(stack);
    // A swarm's command has its own, older schema, which wants the version.
    const swarm = new Set(facts.stacks.filter(({ isSwarm }) => isSwarm).flatMap(({ files }) => files));
    for (const path of facts.composeFiles.keys())
      if (isCompose(facts, path) && !swarm.has(path)) yield* obsolete(facts, path);
  },
});

/** Other programs have files of such names too. */
const isCompose = (facts: Facts, path: string): boolean =>
  (facts.tree(path)?.documents ?? []).some((document) => ["services", "include"].some((key) => nodeAt(document, key)));

function* refused(stack: StackFacts): Generator<Report> {
  const placed = stack.issues.filter(({ position }) => position);
  // What has no place of its own follows from what has.
  for (const { message, position, fix } of placed.length > 0 ? placed : stack.issues) {
    const at: Place = position ?? { file: stack.files[0] ?? "", line: 1, column: 1 };
    if (isToldElsewhere(stack, at)) continue;
    const said = message.replace(/\.?$/, ".");
    yield { at, message: `Docker Compose refuses it: ${said}`, ...(fix && { advice: fix }) };
  }
}

/** A part that stands by itself, and replicas beside a container's name, have rules of their own. */
function isToldElsewhere(stack: StackFacts, at: Place): boolean {
  const isAt = (place: Place) => place.file === at.file && place.line === at.line && place.column === at.column;
  const isDefault = /(^|\/)(docker-)?compose\.ya?ml$/.test(stack.files[0] ?? "");
  return [...stack.services.values()].some((service) => {
    if (!isDefault && isIncomplete(service) && isAt(service.at())) return true;
    const { container_name: name, deploy, scale } = service.model;
    return name !== undefined && (scale ?? deploy?.replicas ?? 1) > 1 && isAt(service.keyAt("container_name"));
  });
}

function* obsolete(facts: Facts, path: string): Generator<Report> {
  for (const document of facts.tree(path)?.documents ?? []) {
    const version = nodeAt(document, "version")?.keyAt;
    if (version) {
      yield {
        at: version,
        severity: "info",
        message: "The key version is obsolete: Docker Compose ignores it and warns at every command.",
        fix: { title: "Take version out", suggestion: true, edits: removeEntry(facts, version) },
      };
    }
    const services = nodeAt(document, "services");
    if (services?.kind !== "mapping") continue;
    for (const [name, service] of services.entries) {
      const links = nodeAt(service, "links")?.keyAt;
      if (!links) continue;
      yield {
        at: links,
        severity: "info",
        message: `The service "${name}" has links, which are obsolete: services of one network reach each other by name.`,
        advice: "Take links out; write depends_on where the order matters.",
      };
    }
  }
}
