import { posix } from "node:path";
import type { Facts } from "../../facts/facts.ts";
import { covers } from "../../facts/service/covers.ts";
import type { ServiceFacts } from "../../facts/service/service-facts.ts";
import { hasUnknown } from "../../facts/unknown.ts";
import type { Report, TextEdit } from "../../finding.ts";
import { replaceValue } from "../../fix/edit.ts";
import { addVolume, declareVolume, isOwn } from "../../fix/edit-service.ts";
import { defineRule } from "../../rule.ts";

export const rule = defineRule({
  id: "compose-anonymous-volume",
  group: "compose",
  severity: "warn",
  summary: "Volumes have names",
  why: "A volume without a name belongs to one container. The next container that is made takes it along, so what it hides, such as installed dependencies, stays old after a build; after down it is nobody's, the data in it is gone for the stack, and the disk fills with volumes that nobody can tell apart.",
  fix: "Give the volume a name and declare it.",
  links: ["https://docs.docker.com/engine/storage/volumes/#named-and-anonymous-volumes"],
  since: "0.1.0",
  autofix: "yes",
  touches: ["services.*.volumes", "volumes"],
  *check(facts) {
    for (const service of facts.services()) yield* written(facts, service);
    for (const service of facts.productionServices()) yield* declared(facts, service);
  },
});

function* written(facts: Facts, service: ServiceFacts): Generator<Report> {
  for (const [index, { type, source, target }] of (service.model.volumes ?? []).entries()) {
    if (type !== "volume" || source !== undefined || hasUnknown(target)) continue;
    const volume = volumeName(service, target);
    yield {
      at: service.at("volumes", index),
      message: `The volume at ${target} of "${service.name}" has no name.`,
      fix: { title: `Name it ${volume}`, edits: nameIt(facts, service, index, volume) },
    };
  }
}

function nameIt(facts: Facts, service: ServiceFacts, index: number, volume: string): TextEdit[] {
  const at = service.at("volumes", index);
  const source = facts.repository.read(at.file);
  const target = service.model.volumes?.[index]?.target ?? "";
  const bare = source?.text.slice(source.offsetAt(at)).replace(/^["']/, "") ?? "";
  const declaration = declareVolume(facts, service, volume);
  if (!bare.startsWith("/") || !declaration || !isOwn(facts, service, at)) return [];
  const mount = replaceValue(facts, at, `${volume}:${target}`);
  return mount.length > 0 ? [...mount, ...declaration] : [];
}

/** What the image declares as a volume, and nothing is mounted on. Where a store keeps its data has a rule of its own. */
function* declared(facts: Facts, service: ServiceFacts): Generator<Report> {
  const { knowledge, stage } = service.image ?? {};
  const isStore = knowledge !== undefined && knowledge.role !== "cache";
  const ofImage = (knowledge?.volumes ?? []).filter((path) => !(isStore && knowledge?.dataPaths?.includes(path)));
  const ofStage = (stage?.inherited ?? [])
    .filter(({ keyword }) => keyword === "VOLUME")
    .flatMap(({ words }) => words.map(({ text }) => text));
  for (const path of new Set([...ofImage, ...ofStage])) {
    if (!path.startsWith("/") || path.includes("$") || covers(service, path) !== "no") continue;
    const volume = volumeName(service, path);
    yield {
      at: service.at(),
      severity: "info",
      message: `The image of "${service.name}" declares a volume at ${path}, and nothing is mounted there: each container gets one without a name.`,
      fix: { title: `Mount ${volume} there`, edits: addVolume(facts, service, volume, path) },
    };
  }
}

const volumeName = ({ name }: ServiceFacts, path: string): string =>
  `${name}_${posix.basename(path).replace(/[^\w.-]/g, "")}`;
