import { dependencyGraph } from "../model/graph.ts";
import type { Service, VolumeMount } from "../model/service.ts";
import type { Stack } from "../model/stack.ts";
import { describeContainer } from "./describe/describe-container.ts";
import {
  type DescribeStackOptions,
  imageOf,
  locationLabels,
  projectLabels,
  refuseUnsupported,
  serviceLabels,
} from "./describe-stack.ts";
import { label } from "./labels.ts";
import type { ContainerSpec } from "./operation.ts";

/** What `gantry run` may set over the service's definition. */
export interface OneOffOptions extends DescribeStackOptions {
  command?: readonly string[] | undefined;
  entrypoint?: readonly string[] | undefined;
  environment?: Readonly<Record<string, string | null>> | undefined;
  user?: string | undefined;
  workingDir?: string | undefined;
  labels?: Readonly<Record<string, string>> | undefined;
  volumes?: readonly VolumeMount[] | undefined;
  /** Publish the service's ports. Default: none are. */
  servicePorts?: boolean | undefined;
  tty?: boolean | undefined;
  stdin?: boolean | undefined;
  /** The engine removes it when it ends. */
  autoRemove?: boolean | undefined;
  name?: string | undefined;
  /** Makes the name unique: `<project>-<service>-run-<suffix>`. */
  suffix: string;
}

/** A container beside the service's own, for one command: no published ports, no restarts, labelled `oneoff`. */
export function describeOneOff(
  stack: Stack,
  service: string,
  options: OneOffOptions,
): { name: string; spec: ContainerSpec } {
  const name = options.name ?? `${stack.name}-${service}-run-${options.suffix}`;
  const definition = overrideService(stack.services[service] ?? {}, name, options);
  const adjusted = { ...stack, services: { ...stack.services, [service]: definition } };
  const { apiVersion } = options.engine;
  const only = { ...adjusted, services: { [service]: definition } };
  refuseUnsupported(only, { apiVersion, positions: options.positions });
  const dependencies = Object.fromEntries(dependencyGraph(adjusted).dependencies(service));
  const context = { stack: adjusted, apiVersion, fileContents: options.fileContents ?? new Map(), slots: {} };
  const bookkeeping = {
    ...projectLabels(stack, options),
    ...locationLabels(options),
    ...serviceLabels(service, dependencies),
    [label.oneOff]: "True",
  };
  const { spec } = describeContainer(service, 1, imageOf(stack, service), context, bookkeeping);
  const { body } = spec;
  // Neither the service's name nor its aliases: nobody who asks for the service should reach this one.
  for (const endpoint of endpointsOf(spec)) endpoint.Aliases = [name];
  if (options.stdin) Object.assign(body, { OpenStdin: true, StdinOnce: true, AttachStdin: true });
  if (options.autoRemove) body.HostConfig = { ...body.HostConfig, AutoRemove: true };
  return { name, spec };
}

function overrideService(service: Service, name: string, options: OneOffOptions): Service {
  const { deploy, restart: _restart, healthcheck: _healthcheck, scale: _scale, ports, ...rest } = service;
  const { restart_policy: _policy, replicas: _replicas, ...deployRest } = deploy ?? {};
  const { command, entrypoint, environment, user, workingDir, labels, volumes, servicePorts, tty } = options;
  return {
    ...rest,
    container_name: name,
    ...(deploy && { deploy: deployRest }),
    ...(servicePorts && ports && { ports }),
    ...(command && { command: [...command] }),
    // A new entrypoint has nothing to do with the command of the old one.
    ...(entrypoint && { entrypoint: [...entrypoint], command: [...(command ?? [])] }),
    ...(environment && { environment: { ...service.environment, ...environment } }),
    ...(user !== undefined && { user }),
    ...(workingDir !== undefined && { working_dir: workingDir }),
    ...(labels && { labels: { ...service.labels, ...labels } }),
    ...(volumes && { volumes: mergeMounts(service.volumes ?? [], volumes) }),
    tty: tty ?? false,
    stdin_open: options.stdin ?? false,
  };
}

/** A volume given for this run takes the place of the service's own at the same path. */
function mergeMounts(own: readonly VolumeMount[], extra: readonly VolumeMount[]): VolumeMount[] {
  const targets = new Set(extra.map(({ target }) => target));
  return [...own.filter(({ target }) => !targets.has(target)), ...extra];
}

function endpointsOf({ body, extraNetworks }: ContainerSpec) {
  return [
    ...Object.values(body.NetworkingConfig?.EndpointsConfig ?? {}),
    ...extraNetworks.map(({ endpoint }) => endpoint),
  ];
}
