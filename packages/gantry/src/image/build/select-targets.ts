import { UserError } from "../../model/error.ts";
import type { Build, Service } from "../../model/service.ts";
import type { BuildTarget, TargetSet } from "./build-target.ts";

export interface SelectTargetsOptions {
  project: string;
  /** The services whose images are wanted; those without a `build` are left out. */
  wanted: readonly string[];
}

/** The images to build for some services: services that are built alike share one, and those that a context names come along. */
export function selectTargets(
  services: Readonly<Record<string, Service>>,
  { project, wanted }: SelectTargetsOptions,
): TargetSet {
  const byKey = new Map<string, Named>();
  const names = new Set<string>();
  const visit = (service: string, path: readonly string[], kept: boolean): Named | undefined => {
    const definition = services[service];
    if (definition?.build === undefined) return undefined;
    if (path.includes(service)) throw circular([...path, service]);
    const build = completeBuild(definition, service, project, (context) => {
      const base = context.slice("service:".length);
      const target = visit(base, [...path, service], false);
      if (target) return `target:${target.name}`;
      const image = services[base]?.image;
      if (image !== undefined) return `docker-image://${image}`;
      throw unknownContext(service, base);
    });
    const key = stableText({ ...build, labels: definition.build.labels });
    const known = byKey.get(key);
    const target = known ?? { name: uniqueName(service, names), services: [], build, kept: false };
    if (kept && !target.services.includes(service)) target.services.push(service);
    target.kept ||= kept;
    byKey.set(key, target);
    return target;
  };
  for (const service of wanted) visit(service, [], true);
  const all = [...byKey.values()];
  const publish = ({ name, services, build }: Named): BuildTarget => ({
    name,
    services: services.length > 0 ? services : [name],
    build,
    tags: [],
  });
  return {
    targets: all.filter(({ kept }) => kept).map(publish),
    linked: all.filter(({ kept }) => !kept).map(publish),
  };
}

interface Named {
  name: string;
  services: string[];
  build: Build;
  kept: boolean;
}

function completeBuild(
  { build = {}, platform }: Service,
  service: string,
  project: string,
  link: (context: string) => string,
): Build {
  const contexts = Object.entries(build.additional_contexts ?? {});
  const labels = {
    ...build.labels,
    "com.docker.compose.project": project,
    "com.docker.compose.service": service,
  };
  return {
    ...build,
    labels,
    ...(build.platforms === undefined && platform !== undefined && { platforms: [platform] }),
    ...(contexts.length > 0 && {
      additional_contexts: Object.fromEntries(
        contexts.map(([name, value]) => [name, value.startsWith("service:") ? link(value) : value]),
      ),
    }),
  };
}

/** A name that bake takes, of letters, digits, dashes and underscores. */
function uniqueName(service: string, names: Set<string>): string {
  const base = service.replace(/[^\w-]/g, "_");
  let name = base;
  for (let number = 2; names.has(name); number++) name = `${base}_${number}`;
  names.add(name);
  return name;
}

/** The same text for the same content, whatever order its keys were written in. */
function stableText(value: unknown): string {
  return JSON.stringify(value, (_, each: unknown) =>
    typeof each === "object" && each !== null && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1)))
      : each,
  );
}

function circular(path: readonly string[]): UserError {
  const [service = ""] = path;
  return new UserError(`services.${service}.build.additional_contexts: ${path.join(" → ")} go round in a circle.`, {
    code: "config",
    fix: "Let one of them be built without the other.",
  });
}

function unknownContext(service: string, base: string): UserError {
  return new UserError(
    `services.${service}.build.additional_contexts: "service:${base}" names no service with a "build" or an "image".`,
    { code: "config", fix: "Name a service of this stack." },
  );
}
