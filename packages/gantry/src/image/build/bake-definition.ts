import { isAbsolute, resolve } from "node:path";
import type { Build, Ulimit } from "../../model/service.ts";
import { type BuildPlace, type BuildTarget, isRemote, type TargetSet } from "./build-target.ts";
import { findSecret } from "./find-secret.ts";

export interface BakeCommand {
  /** For the stdin of `docker buildx bake -f -`. */
  definition: string;
  /** Values of secrets, for the environment of the command. */
  environment: Record<string, string>;
  /** What the builds may do beyond the usual: `--allow`. */
  allow: string[];
}

/** The paths of Dockerfiles that were written out for targets, by target name. */
export type WrittenDockerfiles = ReadonlyMap<string, string>;

/**
 * The bake definition of some targets.
 *
 * @see https://docs.docker.com/build/bake/reference/
 * @throws UserError `config` for a secret without a source.
 */
export function writeBakeDefinition(
  { targets, linked }: TargetSet,
  place: BuildPlace,
  dockerfiles: WrittenDockerfiles = new Map(),
): BakeCommand {
  const environment: Record<string, string> = {};
  const describe = (target: BuildTarget, output: string[]) => [
    target.name,
    { ...describeTarget(target, place, dockerfiles.get(target.name), environment), output },
  ];
  const definition = {
    group: { default: { targets: targets.map(({ name }) => name) } },
    target: Object.fromEntries([
      ...targets.map((target) => describe(target, ["type=docker"])),
      ...linked.map((target) => describe(target, ["type=cacheonly"])),
    ]),
  };
  const allow = [...targets, ...linked].flatMap(({ build }) => [
    ...(build.entitlements ?? []),
    ...(build.privileged ? ["security.insecure"] : []),
    ...(build.network === "host" ? ["network.host"] : []),
  ]);
  return { definition: JSON.stringify(escapeTemplates(definition)), environment, allow: [...new Set(allow)] };
}

/** Bake reads every text as a template, keys too: `${` and `%{` would begin an expression. */
function escapeTemplates(value: unknown): unknown {
  if (typeof value === "string") return value.replace(/([$%])\{/g, "$1$1{");
  if (Array.isArray(value)) return value.map(escapeTemplates);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [escapeTemplates(key), escapeTemplates(each)]));
}

function describeTarget(
  target: BuildTarget,
  place: BuildPlace,
  dockerfile: string | undefined,
  environment: Record<string, string>,
): Record<string, unknown> {
  const { build, tags } = target;
  const remote = isRemote(build.context);
  const context = remote ? build.context : resolve(place.directory, build.context ?? ".");
  const secrets = (build.secrets ?? []).map((mount) => describeSecret(target, mount, place, environment));
  return {
    context,
    dockerfile: dockerfile ?? dockerfilePath(build, remote ? undefined : context),
    "dockerfile-inline": dockerfile === undefined ? build.dockerfile_inline : undefined,
    target: build.target,
    tags,
    args: readArguments(build, place),
    labels: build.labels,
    "cache-from": build.cache_from,
    "cache-to": build.cache_to,
    "no-cache": build.no_cache,
    "no-cache-filter": build.no_cache_filter,
    pull: build.pull,
    contexts: describeContexts(build, place),
    network: build.network,
    platforms: build.platforms,
    secret: secrets.length > 0 ? secrets : undefined,
    ssh: build.ssh && Object.entries(build.ssh).map(([id, path]) => (path ? `${id}=${path}` : id)),
    "shm-size": build.shm_size === undefined ? undefined : String(build.shm_size),
    "extra-hosts": describeHosts(build),
    ulimits: build.ulimits && Object.entries(build.ulimits).map(([key, limit]) => `${key}=${formatUlimit(limit)}`),
    entitlements: build.privileged ? [...(build.entitlements ?? []), "security.insecure"] : build.entitlements,
    attest: [
      // It holds the time of the build, so two builds of the same would never be the same image.
      describeAttestation("provenance", build.provenance ?? "false"),
      ...(build.sbom === undefined ? [] : [describeAttestation("sbom", build.sbom)]),
    ],
  };
}

function dockerfilePath({ dockerfile, dockerfile_inline }: Build, context: string | undefined): string | undefined {
  if (dockerfile === undefined || dockerfile_inline !== undefined) return undefined;
  return context === undefined || isAbsolute(dockerfile) ? dockerfile : resolve(context, dockerfile);
}

/** An argument without a value takes that of the environment; one that has none there is left out. */
function readArguments({ args = {} }: Build, { environment }: BuildPlace): Record<string, string> {
  return Object.fromEntries(
    Object.entries(args).flatMap(([name, value]) => {
      const found = value ?? environment[name];
      return found === undefined ? [] : [[name, found]];
    }),
  );
}

function describeContexts({ additional_contexts }: Build, { directory }: BuildPlace) {
  if (additional_contexts === undefined) return undefined;
  return Object.fromEntries(
    Object.entries(additional_contexts).map(([name, value]) => [
      name,
      isRemote(value) ? value : resolve(directory, value),
    ]),
  );
}

function describeHosts({ extra_hosts }: Build): Record<string, string> | undefined {
  if (extra_hosts === undefined) return undefined;
  return Object.fromEntries(
    extra_hosts.map((entry) => {
      const [, name = entry, address = ""] = /^([^=:]+)[=:](.*)$/.exec(entry) ?? [];
      return [name, address];
    }),
  );
}

/** Only its name stands in the definition; the value is in a file, or in the environment of the command. */
function describeSecret(
  target: BuildTarget,
  mount: { source: string; target?: string },
  place: BuildPlace,
  environment: Record<string, string>,
): string {
  const source = findSecret(target, mount.source, place);
  const id = `id=${mount.target ?? mount.source}`;
  if ("file" in source) return [id, `src=${resolve(place.directory, source.file)}`].map(quoteField).join(",");
  const variable = `GANTRY_BUILD_SECRET_${Object.keys(environment).length}`;
  environment[variable] = source.value;
  return [id, `env=${variable}`].map(quoteField).join(",");
}

/** A field of a line of comma-separated values. */
function quoteField(text: string): string {
  return /[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function formatUlimit(limit: Ulimit): string {
  return typeof limit === "number" ? String(limit) : `${limit.soft}:${limit.hard}`;
}

/** `true`, `false`, or options such as `mode=max`. */
function describeAttestation(type: string, value: string): string {
  if (value === "true") return `type=${type}`;
  return value === "false" ? `type=${type},disabled=true` : `type=${type},${value}`;
}
