import { posix } from "node:path";
import type { Facts } from "../../facts/facts.ts";
import type { ServiceFacts } from "../../facts/service/service-facts.ts";
import { hasUnknown } from "../../facts/unknown.ts";
import type { Report } from "../../finding.ts";
import { addEntry, addItem } from "../../fix/edit-yaml.ts";
import { defineRule } from "../../rule.ts";
import { developmentValue } from "./shared/development-value.ts";
import {
  addToProduction,
  isFromBase,
  productionFile,
  resetInProduction,
  writtenInProduction,
} from "./shared/production-file.ts";

export const rule = defineRule({
  id: "compose-merge-keeps-dev-mounts",
  group: "compose",
  severity: "error",
  summary: "Source mounts and development variables of the base are taken away in production",
  why: "Docker Compose merges volumes by target and variables by name, so what the production file does not name stays. A folder of the repository then lies over the code in the image, and the server runs whatever the checkout has; a variable that lets the ORM change tables stays switched on.",
  fix: "Write volumes: !reset [] and the production values of the variables in the production file, or move them to a development override.",
  links: ["https://docs.docker.com/reference/compose-file/merge/"],
  since: "0.1.0",
  autofix: "yes",
  touches: ["services.*.volumes", "services.*.environment"],
  *check(facts) {
    for (const service of facts.productionServices()) {
      yield* keptMounts(facts, service);
      yield* keptVariables(facts, service);
    }
  },
});

function* keptMounts(facts: Facts, service: ServiceFacts): Generator<Report> {
  const survivors = (service.model.volumes ?? []).flatMap((mount, index) => {
    const at = service.at("volumes", index);
    return isFromBase(service, at) ? [{ mount, at, source: sourceFolder(facts, service, mount) }] : [];
  });
  const found = survivors.filter(({ source }) => source !== undefined);
  const [first] = found;
  if (!first) return;
  // Other mounts of the base, such as data, must stay: nobody but a person can tell which.
  const others = survivors.some(
    ({ mount, source }) => source === undefined && !(mount.type === "volume" && mount.source === undefined),
  );
  yield {
    at: first.at,
    message: `The folder ${first.source} of the repository stays mounted over the code of "${service.name}" in production.`,
    ...(!others && { fix: { title: "Take the base's mounts away", edits: resetInProduction(service, "volumes") } }),
  };
}

/** The folder of the repository that lies over the code of the image. */
function sourceFolder(
  facts: Facts,
  service: ServiceFacts,
  mount: NonNullable<ServiceFacts["model"]["volumes"]>[number],
): string | undefined {
  if (mount.type !== "bind" || mount.source === undefined || hasUnknown(mount.source)) return undefined;
  const path = service.stack.relative(mount.source);
  const workdir = service.model.working_dir ?? service.image?.stage?.workdir;
  if (path === undefined || workdir === undefined || workdir === "/" || !facts.repository.isFolder(path))
    return undefined;
  const target = posix.normalize(mount.target).replace(/(.)\/$/, "$1");
  const inside = target === workdir || target.startsWith(`${workdir}/`);
  const code = facts.repository
    .below(path)
    .some((file) => /\.([cm]?[jt]sx?|py|rb|php|go|vue|svelte|astro)$/.test(file));
  return inside && code && service.build !== undefined ? path || "." : undefined;
}

function* keptVariables(facts: Facts, service: ServiceFacts): Generator<Report> {
  for (const { name, value, at, source } of service.env) {
    const better = source === "environment" && isFromBase(service, at) ? developmentValue(name, value) : undefined;
    if (better === undefined) continue;
    const file = productionFile(service.stack) ?? "";
    yield {
      at,
      message: `${name} of "${service.name}" stays ${value} in production: ${posix.basename(file)} does not override it.`,
      fix: {
        title: `Set ${name} to ${better} in ${posix.basename(file)}`,
        edits: overrideVariable(facts, service, name, better),
      },
    };
  }
}

function overrideVariable(facts: Facts, service: ServiceFacts, name: string, value: string) {
  const written = writtenInProduction(service, "environment");
  const quoted = JSON.stringify(value);
  if (!written?.keyAt) return addToProduction(service, "environment", `{ ${name}: ${quoted} }`);
  return written.kind === "sequence"
    ? addItem(facts, written.keyAt, `${name}=${value}`)
    : addEntry(facts, written.keyAt, name, quoted);
}
