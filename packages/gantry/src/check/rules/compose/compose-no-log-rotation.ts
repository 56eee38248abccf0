import type { Facts } from "../../facts/facts.ts";
import { isOneShot } from "../../facts/service/is-one-shot.ts";
import type { ServiceFacts } from "../../facts/service/service-facts.ts";
import type { TextEdit } from "../../finding.ts";
import { isOwn } from "../../fix/edit-service.ts";
import { addEntry } from "../../fix/edit-yaml.ts";
import { defineRule } from "../../rule.ts";

export const rule = defineRule({
  id: "compose-no-log-rotation",
  group: "compose",
  severity: "warn",
  summary: "The logs of production services are rotated",
  why: "By default the engine writes everything that a container prints into one file without an end. Months later the disk is full: the database cannot write, images cannot be pulled, and nothing says that it is the logs.",
  fix: "Set logging with max-size and max-file, or the local driver, for the service or in the engine's daemon.json.",
  links: ["https://docs.docker.com/engine/logging/drivers/json-file/"],
  since: "0.1.0",
  autofix: "yes",
  touches: ["services.*.logging"],
  *check(facts) {
    if (daemonRotates(facts)) return;
    for (const service of facts.productionServices()) {
      const { driver, options } = service.model.logging ?? {};
      if ((driver !== undefined && driver !== "json-file") || options?.["max-size"] !== undefined) continue;
      if (service.has("logging", "options", "max-size") === "unknown" || isOneShot(service)) continue;
      yield {
        at: service.model.logging ? service.keyAt("logging") : service.at(),
        message: `The logs of "${service.name}" grow without an end.`,
        fix: { title: "Keep three files of 10 MB", edits: rotate(facts, service) },
      };
    }
  },
});

/** A daemon.json in the repository that sets it for all containers. */
const daemonRotates = ({ repository }: Facts): boolean =>
  [...repository.files].some(
    (path) =>
      /(^|\/)daemon\.json(\.\w+)?$/.test(path) &&
      /"max-size"|"log-driver"\s*:\s*"(?!json-file)/.test(repository.read(path)?.text ?? ""),
  );

function rotate(facts: Facts, service: ServiceFacts): TextEdit[] {
  const options = ["max-size: 10m", 'max-file: "3"'];
  const inline = `{ ${options.join(", ")} }`;
  if (service.has("logging") === "no") {
    const block = addEntry(facts, service.at(), "logging", [
      "driver: json-file",
      "options:",
      ...options.map((each) => `  ${each}`),
    ]);
    return block.length > 0
      ? block
      : addEntry(facts, service.at(), "logging", `{ driver: json-file, options: ${inline} }`);
  }
  const missing = service.has("logging", "options") === "no";
  const keyAt = missing ? service.keyAt("logging") : service.keyAt("logging", "options");
  if (!isOwn(facts, service, keyAt)) return [];
  if (!missing) return addEntry(facts, keyAt, "max-size", "10m");
  const block = addEntry(facts, keyAt, "options", options);
  return block.length > 0 ? block : addEntry(facts, keyAt, "options", inline);
}
