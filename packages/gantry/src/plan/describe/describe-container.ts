import type { ContainerCreateBody } from "../../engine/types.ts";
import type { Service } from "../../model/service.ts";
import { apiAtLeast } from "../api-version.ts";
import { canonicalHash, sha256 } from "../canonical-hash.ts";
import type { DesiredContainer } from "../desired.ts";
import { label } from "../labels.ts";
import type { ContainerSpec, UploadedFile } from "../operation.ts";
import { compact, nonEmpty } from "./compact.ts";
import { type DescribeContext, nameOf, newestApi } from "./context.ts";
import { describeEndpoints, type Endpoint } from "./describe-endpoints.ts";
import { describeFiles, foldersNeedingVolume } from "./describe-files.ts";
import { describeHealthCheck } from "./describe-health-check.ts";
import { describeHostConfig } from "./describe-host-config.ts";
import { describeExposedPorts } from "./describe-ports.ts";

/** One replica of a service: its definition's hash, and what is sent to this engine. */
export function describeContainer(
  service: string,
  number: number,
  image: string,
  context: DescribeContext,
  bookkeeping: Readonly<Record<string, string>>,
): DesiredContainer {
  const name = nameOf(context.stack, service, number);
  const definition = context.stack.services[service] ?? {};
  const files = describeFiles(definition, context.fileContents);
  const draft = (apiVersion: string) => describeDraft(service, name, image, { ...context, apiVersion });
  // Over what the newest engine would get, so that an engine's upgrade changes no hash.
  const hash = hashOf(draft(newestApi), files);
  const { body, endpoints, platform } = draft(context.apiVersion);
  body.Labels = {
    ...body.Labels,
    ...bookkeeping,
    [label.number]: String(number),
    ...releaseLabel(context.slots[service]?.release),
    [label.configHash]: hash,
    [label.hash]: hash,
  };
  addFileVolumes(body, definition, name, hash, context.stack.name);
  return { number, name, hash, spec: fitToEngine({ body, endpoints, platform, files }, context.apiVersion) };
}

function releaseLabel(release: number | undefined): Record<string, string> {
  return release === undefined ? {} : { [label.release]: String(release) };
}

interface Draft {
  body: ContainerCreateBody;
  endpoints: Endpoint[];
  platform: string | undefined;
}

function describeDraft(service: string, container: string, image: string, context: DescribeContext): Draft {
  const definition = context.stack.services[service] ?? {};
  const endpoints = describeEndpoints(service, container, context);
  return {
    body: describeBody(definition, image, endpoints, context),
    endpoints,
    platform: definition.platform,
  };
}

function describeBody(
  service: Service,
  image: string,
  endpoints: Endpoint[],
  context: DescribeContext,
): ContainerCreateBody {
  const grace = service.stop_grace_period;
  return compact<ContainerCreateBody>({
    Image: image,
    Cmd: service.command,
    Entrypoint: service.entrypoint,
    Env: nonEmpty(
      Object.entries(service.environment ?? {}).map(([key, value]) => (value === null ? key : `${key}=${value}`)),
    ),
    Labels: { ...service.labels },
    ExposedPorts: describeExposedPorts(service),
    Healthcheck: describeHealthCheck(service.healthcheck, context.apiVersion),
    User: service.user,
    WorkingDir: service.working_dir,
    Hostname: service.hostname,
    Domainname: service.domainname,
    StopSignal: service.stop_signal,
    StopTimeout: grace === undefined ? undefined : Math.ceil(grace / 1e9),
    Tty: service.tty || undefined,
    OpenStdin: service.stdin_open || undefined,
    HostConfig: describeHostConfig(service, endpoints, context),
  });
}

function hashOf({ body, endpoints, platform }: Draft, files: readonly UploadedFile[]): string {
  return canonicalHash({
    // In which order variables are written means nothing: another order is no other definition.
    body: body.Env ? { ...body, Env: [...body.Env].sort() } : body,
    endpoints,
    platform,
    files: files.map(({ content, ...rest }) => ({ ...rest, digest: sha256(content) })),
  });
}

/** Engines below API 1.44 take one network and one MAC address at creation; the other networks are joined afterwards. */
function fitToEngine(
  { body, endpoints, platform, files }: Draft & { files: UploadedFile[] },
  apiVersion: string,
): ContainerSpec {
  const atOnce = apiAtLeast(apiVersion, "1.44");
  const [first] = endpoints;
  const given = atOnce ? endpoints : endpoints.slice(0, 1);
  return compact<ContainerSpec>({
    body: compact<ContainerCreateBody>({
      ...body,
      MacAddress: atOnce ? undefined : first?.endpoint.MacAddress,
      NetworkingConfig:
        given.length > 0
          ? { EndpointsConfig: Object.fromEntries(given.map(({ name, endpoint }) => [name, endpoint])) }
          : undefined,
    }),
    ...(platform !== undefined && { platform }),
    extraNetworks: atOnce ? [] : endpoints.slice(1),
    files,
  });
}

/** Their names carry the definition's hash, so that a successor writes into volumes of its own. */
function addFileVolumes(
  body: ContainerCreateBody,
  service: Service,
  container: string,
  hash: string,
  project: string,
): void {
  const mounts = foldersNeedingVolume(service).map((folder, index) => ({
    Type: "volume" as const,
    Source: `${container}.files-${hash.slice(0, 12)}-${index}`,
    Target: folder,
    VolumeOptions: { Labels: { [label.project]: project, [label.files]: container } },
  }));
  if (mounts.length > 0 && body.HostConfig) body.HostConfig.Mounts = [...(body.HostConfig.Mounts ?? []), ...mounts];
}
