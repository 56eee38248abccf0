import { isAbsolute, resolve } from "node:path";
import { UserError } from "../../model/error.ts";
import type { Build } from "../../model/service.ts";
import { type BuildPlace, type BuildTarget, isRemote } from "./build-target.ts";
import { findSecret } from "./find-secret.ts";

interface PlainCommand {
  /** After `docker`. */
  argv: string[];
  /** Values that must not stand in argv: of build arguments, of secrets. Added to the child's environment. */
  environment: Record<string, string>;
  /** The Dockerfile, when it is written inline. */
  stdin?: string;
}

/** Names that the `docker` command reads itself: a build argument of such a name cannot be handed over through the environment. */
const reserved =
  /^(PATH|HOME|USER|TMPDIR|SSH_.*|XDG_.*|DOCKER_.*|BUILDX_.*|BUILDKIT_.*|.*_PROXY|.*_proxy|GODEBUG|LD_.*)$/;

/** The keys that the `docker` command has no option for without buildx. */
const needBuildx = [
  "additional_contexts",
  "cache_to",
  "entitlements",
  "no_cache_filter",
  "privileged",
  "provenance",
  "sbom",
  "shm_size",
  "ulimits",
] as const satisfies readonly (keyof Build)[];

/**
 * The command that builds one image where there is no buildx: BuildKit's client that Docker's command had before version 23.
 *
 * @throws UserError `unsupported` with every key that it has no option for.
 */
export function writePlainArguments(target: BuildTarget, place: BuildPlace, dockerfile?: string): PlainCommand {
  const { build, tags, services } = target;
  refuse(services[0] ?? target.name, build);
  const environment: Record<string, string> = {};
  const remote = isRemote(build.context);
  const context = remote ? (build.context ?? "") : resolve(place.directory, build.context ?? ".");
  const inline = dockerfile === undefined && build.dockerfile_inline !== undefined;
  const named = build.dockerfile === undefined || remote || isAbsolute(build.dockerfile);
  const file = dockerfile ?? (inline ? "-" : named ? build.dockerfile : resolve(context, build.dockerfile ?? ""));
  const flag = (name: string, values: readonly (string | undefined)[]) =>
    values.flatMap((value) => (value === undefined ? [] : [`--${name}`, value]));
  const argv = [
    "build",
    "--progress=plain",
    ...flag("tag", tags),
    ...flag("file", [file]),
    ...flag("target", [build.target]),
    ...flag("platform", [build.platforms?.join(",")]),
    ...Object.entries(build.args ?? {}).flatMap(([name, value]) => argument(name, value, environment)),
    ...Object.entries(build.labels ?? {}).flatMap(([name, value]) => ["--label", `${name}=${value}`]),
    ...flag("cache-from", build.cache_from ?? []),
    ...(build.no_cache ? ["--no-cache"] : []),
    ...(build.pull ? ["--pull"] : []),
    ...flag("network", [build.network]),
    ...(build.secrets ?? []).flatMap(({ source, target: id = source }, index) => {
      const found = findSecret(target, source, place);
      if ("file" in found) return ["--secret", `id=${id},src=${resolve(place.directory, found.file)}`];
      const variable = `GANTRY_BUILD_SECRET_${index}`;
      environment[variable] = found.value;
      return ["--secret", `id=${id},env=${variable}`];
    }),
    ...Object.entries(build.ssh ?? {}).flatMap(([id, path]) => ["--ssh", path ? `${id}=${path}` : id]),
    ...(build.extra_hosts ?? []).flatMap((host) => ["--add-host", host.replace("=", ":")]),
    context,
  ];
  return { argv, environment, ...(inline && { stdin: build.dockerfile_inline ?? "" }) };
}

/** Only the name stands in argv; the command finds the value in its environment. */
function argument(name: string, value: string | null, environment: Record<string, string>): string[] {
  if (value !== null && reserved.test(name)) return ["--build-arg", `${name}=${value}`];
  if (value !== null) environment[name] = value;
  return ["--build-arg", name];
}

function refuse(service: string, build: Build): void {
  const issues = needBuildx
    .filter((key) => build[key] !== undefined)
    .map((key) => ({ message: `services.${service}.build.${key} is not supported: it needs Docker's buildx plugin.` }));
  if (issues.length === 0) return;
  throw new UserError(issues.map(({ message }) => message).join("\n"), {
    code: "unsupported",
    issues,
    fix: "Install buildx, or remove the key.",
  });
}
