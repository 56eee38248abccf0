import { isAbsolute, resolve } from "node:path";
import { UserError } from "../../model/error.ts";
import type { Build, Ulimit } from "../../model/service.ts";
import type { BuildSecretSource } from "../apply-options.ts";

export interface BuildRequest {
  project: string;
  service: string;
  /** What the image is called in the end. */
  image: string;
  build: Build;
  platform?: string | undefined;
  /** The folder that relative paths count from. */
  directory: string;
  secrets?: Readonly<Record<string, BuildSecretSource>> | undefined;
}

/** What the `docker` command on this machine can do. */
export interface BuildTool {
  /** Without buildx, the command's own BuildKit client: fewer options. */
  buildx: boolean;
  /** Progress as JSON, since buildx 0.13. */
  rawJson: boolean;
}

export interface BuildCommand {
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

/** The command that builds a service's image. @throws UserError `unsupported` with every key that the tool has no option for. */
export function buildArguments(request: BuildRequest, tool: BuildTool): BuildCommand {
  const { build, image, project, service, platform, directory } = request;
  refuseUnsupported(request, tool);
  const environment: Record<string, string> = {};
  const context = isRemote(build.context) ? (build.context ?? "") : resolve(directory, build.context ?? ".");
  const labels = {
    ...build.labels,
    "com.docker.compose.project": project,
    "com.docker.compose.service": service,
  };
  const platforms = build.platforms ?? (platform === undefined ? [] : [platform]);
  const flag = (name: string, values: readonly (string | undefined)[]) =>
    values.flatMap((value) => (value === undefined ? [] : [`--${name}`, value]));

  const argv = [
    ...(tool.buildx ? ["buildx", "build", "--load"] : ["build"]),
    `--progress=${tool.rawJson ? "rawjson" : "plain"}`,
    ...flag("tag", [image, ...(build.tags ?? [])]),
    ...flag("file", [dockerfileArgument(build, context)]),
    ...flag("target", [build.target]),
    ...flag("platform", [platforms.length > 0 ? platforms.join(",") : undefined]),
    ...Object.entries(build.args ?? {}).flatMap(([name, value]) => buildArgument(name, value, environment)),
    ...Object.entries(labels).flatMap(([name, value]) => ["--label", `${name}=${value}`]),
    ...flag("cache-from", build.cache_from ?? []),
    ...flag("cache-to", build.cache_to ?? []),
    ...(build.no_cache ? ["--no-cache"] : []),
    ...(build.pull ? ["--pull"] : []),
    ...Object.entries(build.additional_contexts ?? {}).flatMap(([name, value]) => [
      "--build-context",
      `${name}=${isRemote(value) ? value : resolve(directory, value)}`,
    ]),
    ...flag("network", [build.network]),
    ...(build.secrets ?? []).flatMap((mount, index) => secretArgument(request, mount, index, environment)),
    ...Object.entries(build.ssh ?? {}).flatMap(([id, path]) => ["--ssh", path ? `${id}=${path}` : id]),
    ...flag("shm-size", [build.shm_size === undefined ? undefined : String(build.shm_size)]),
    ...(build.extra_hosts ?? []).flatMap((host) => ["--add-host", host.replace("=", ":")]),
    ...Object.entries(build.ulimits ?? {}).flatMap(([name, limit]) => ["--ulimit", `${name}=${formatUlimit(limit)}`]),
    ...flag("allow", [...(build.entitlements ?? []), ...(build.privileged ? ["security.insecure"] : [])]),
    ...flag("provenance", [build.provenance]),
    ...flag("sbom", [build.sbom]),
    context,
  ];
  return {
    argv,
    environment,
    ...(build.dockerfile_inline === undefined ? {} : { stdin: build.dockerfile_inline }),
  };
}

/** A git repository, an archive's address, another image: not a folder here. */
function isRemote(context: string | undefined): boolean {
  return context !== undefined && (/^[a-z][a-z0-9+.-]*:\/\//.test(context) || /^git@/.test(context));
}

function dockerfileArgument(build: Build, context: string): string | undefined {
  if (build.dockerfile_inline !== undefined) return "-";
  if (build.dockerfile === undefined) return undefined;
  return isAbsolute(build.dockerfile) || isRemote(context) ? build.dockerfile : resolve(context, build.dockerfile);
}

/** Only the name stands in argv; the command finds the value in its environment. */
function buildArgument(name: string, value: string | null, environment: Record<string, string>): string[] {
  if (value !== null && reserved.test(name)) return ["--build-arg", `${name}=${value}`];
  if (value !== null) environment[name] = value;
  return ["--build-arg", name];
}

function secretArgument(
  { service, secrets }: BuildRequest,
  mount: { source: string; target?: string },
  index: number,
  environment: Record<string, string>,
): string[] {
  const source = secrets?.[mount.source];
  const id = mount.target ?? mount.source;
  if (!source) {
    throw new UserError(`services.${service}.build.secrets: "${mount.source}" has no source.`, {
      code: "config",
      fix: `Define it under "secrets" with a file or an environment variable.`,
    });
  }
  if ("file" in source) return ["--secret", `id=${id},src=${source.file}`];
  const variable = `GANTRY_BUILD_SECRET_${index}`;
  environment[variable] = source.value;
  return ["--secret", `id=${id},env=${variable}`];
}

function formatUlimit(limit: Ulimit): string {
  return typeof limit === "number" ? String(limit) : `${limit.soft}:${limit.hard}`;
}

function refuseUnsupported({ service, build }: BuildRequest, { buildx }: BuildTool): void {
  const refused: { key: string; why: string }[] = [];
  if (build.isolation !== undefined) refused.push({ key: "isolation", why: "BuildKit has no such thing" });
  for (const [name, value] of Object.entries(build.additional_contexts ?? {})) {
    if (value.startsWith("service:")) {
      refused.push({ key: `additional_contexts.${name}`, why: "another service's image cannot be a context yet" });
    }
  }
  if (!buildx) {
    const needs: (keyof Build)[] = [
      "additional_contexts",
      "cache_to",
      "entitlements",
      "privileged",
      "provenance",
      "sbom",
      "shm_size",
      "ulimits",
    ];
    for (const key of needs)
      if (build[key] !== undefined) refused.push({ key, why: "it needs Docker's buildx plugin" });
  }
  if (refused.length === 0) return;
  const issues = refused.map(({ key, why }) => ({
    message: `services.${service}.build.${key} is not supported: ${why}.`,
  }));
  throw new UserError(issues.map(({ message }) => message).join("\n"), {
    code: "unsupported",
    issues,
    fix: buildx ? "Remove the key." : "Install buildx, or remove the key.",
  });
}
