import type { ContainerInspect, EndpointState, ImageInspect, MountPoint } from "../../engine/types.ts";
import { endpointsOf } from "../compare/compare-networks.ts";
import type { ContainerSpec } from "../operation.ts";

export const never = "0001-01-01T00:00:00Z";

export interface MakeContainerOptions {
  id: string;
  name: string;
  created: string;
  image: ImageInspect;
  /** Ids of networks and of containers by name. */
  networkIds: Readonly<Record<string, string>>;
  containerIds: Readonly<Record<string, string>>;
  /** The name of a new anonymous volume. */
  newVolume: () => string;
}

/** What an engine would report of a container that was just created. */
export function makeContainer(spec: ContainerSpec, options: MakeContainerOptions): ContainerInspect {
  const { HostConfig = {}, NetworkingConfig: _networking, ...config } = spec.body;
  const imageConfig = options.image.Config ?? {};
  const resolve = (mode: string | undefined) =>
    mode?.startsWith("container:") ? `container:${options.containerIds[mode.slice(10)] ?? mode.slice(10)}` : mode;
  const ownEnv = new Set((config.Env ?? []).map((entry) => entry.split("=")[0]));
  return {
    Id: options.id,
    Name: `/${options.name}`,
    Created: options.created,
    Path: "",
    Args: [],
    State: {
      Status: "created",
      Running: false,
      Paused: false,
      Restarting: false,
      OOMKilled: false,
      Dead: false,
      Pid: 0,
      ExitCode: 0,
      Error: "",
      StartedAt: never,
      FinishedAt: never,
    },
    Image: options.image.Id,
    RestartCount: 0,
    Driver: "overlay2",
    Platform: "linux",
    LogPath: "",
    ExecIDs: null,
    HostConfig: {
      ...HostConfig,
      NetworkMode: resolve(HostConfig.NetworkMode),
      IpcMode: resolve(HostConfig.IpcMode) ?? "private",
      PidMode: resolve(HostConfig.PidMode) ?? "",
      ShmSize: HostConfig.ShmSize ?? 64 * 1024 * 1024,
      Runtime: HostConfig.Runtime ?? "runc",
      RestartPolicy: HostConfig.RestartPolicy ?? { Name: "no", MaximumRetryCount: 0 },
      MemorySwap: HostConfig.MemorySwap ?? 2 * (HostConfig.Memory ?? 0),
      LogConfig: HostConfig.LogConfig ?? { Type: "json-file", Config: {} },
    },
    Config: {
      ...config,
      Hostname: config.Hostname ?? options.id.slice(0, 12),
      Env: [...(config.Env ?? []), ...(imageConfig.Env ?? []).filter((entry) => !ownEnv.has(entry.split("=")[0]))],
      Labels: { ...imageConfig.Labels, ...config.Labels },
      Cmd: config.Cmd ?? (config.Entrypoint ? null : (imageConfig.Cmd ?? null)),
      Entrypoint: config.Entrypoint ?? imageConfig.Entrypoint ?? null,
      Healthcheck: config.Healthcheck ?? imageConfig.Healthcheck,
    },
    NetworkSettings: { Ports: {}, Networks: makeEndpoints(spec, options) },
    Mounts: makeMounts(spec, options),
  };
}

function makeEndpoints(spec: ContainerSpec, { networkIds }: MakeContainerOptions): Record<string, EndpointState> {
  return Object.fromEntries(
    [...endpointsOf(spec)].map(([name, endpoint]) => [
      name,
      {
        ...endpoint,
        NetworkID: networkIds[name] ?? "",
        EndpointID: "",
        Gateway: "",
        IPAddress: "",
        IPPrefixLen: 0,
        IPv6Gateway: "",
        GlobalIPv6Address: "",
        GlobalIPv6PrefixLen: 0,
      },
    ]),
  );
}

function makeMounts(spec: ContainerSpec, { image, newVolume }: MakeContainerOptions): MountPoint[] {
  const mount = (Type: string, Source: string, Destination: string, RW: boolean): MountPoint => ({
    Type,
    ...(Type === "volume" ? { Name: Source || newVolume() } : {}),
    Source,
    Destination,
    Mode: "",
    RW,
    Propagation: Type === "bind" ? "rprivate" : "",
  });
  const { Binds, Mounts = [] } = spec.body.HostConfig ?? {};
  const own = [
    ...(Binds ?? []).map((bind) => {
      const [source = "", target = "", options = ""] = bind.split(":");
      return mount("bind", source, target, !options.split(",").includes("ro"));
    }),
    ...Mounts.map(({ Type = "", Source = "", Target = "", ReadOnly }) => mount(Type, Source, Target, !ReadOnly)),
  ];
  const targets = new Set(own.map(({ Destination }) => Destination));
  const fromImage = Object.keys(image.Config?.Volumes ?? {})
    .filter((path) => !targets.has(path))
    .map((path) => mount("volume", "", path, true));
  return [...own, ...fromImage];
}
