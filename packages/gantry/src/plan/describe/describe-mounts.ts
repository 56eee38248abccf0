import type { HostConfig, Mount } from "../../engine/types.ts";
import type { Service, VolumeMount } from "../../model/service.ts";
import type { Stack } from "../../model/stack.ts";
import { apiAtLeast } from "../api-version.ts";
import { compact, nonEmpty, nonEmptyMap } from "./compact.ts";
import { type DescribeContext, nameOf } from "./context.ts";

/** `volumes`, `tmpfs` and `volumes_from`. */
export function describeMounts(service: Service, { stack, apiVersion }: DescribeContext): HostConfig {
  const binds: string[] = [];
  const mounts: Mount[] = [];
  for (const mount of service.volumes ?? []) {
    if (isBindString(mount)) binds.push(describeBind(mount));
    else mounts.push(describeMount(mount, stack, apiVersion));
  }
  return {
    Binds: nonEmpty(binds),
    Mounts: nonEmpty(mounts),
    Tmpfs: nonEmptyMap(Object.fromEntries((service.tmpfs ?? []).map(splitTmpfs))),
    VolumesFrom: nonEmpty((service.volumes_from ?? []).map((source) => describeVolumesFrom(source, stack))),
  };
}

/**
 * Only the older form of a bind mount makes the folder on the host and knows SELinux labels, on every engine. It has no
 * word for `recursive`, and no way to write a colon.
 */
function isBindString({ type, source = "", target, bind }: VolumeMount): boolean {
  if (type !== "bind" || bind?.recursive || source.includes(":") || target.includes(":")) return false;
  return bind?.create_host_path === true || bind?.selinux !== undefined;
}

function describeBind({ source = "", target, read_only, bind }: VolumeMount): string {
  const options = [read_only ? "ro" : "rw", bind?.selinux, bind?.propagation].filter(Boolean);
  return `${source}:${target}:${options.join(",")}`;
}

function describeMount(mount: VolumeMount, stack: Stack, apiVersion: string): Mount {
  const { type, source, target, read_only, consistency, bind, volume, tmpfs, image } = mount;
  const name = type === "volume" && source ? (stack.volumes?.[source]?.name ?? source) : source;
  return compact({
    Type: type,
    Source: name,
    Target: target,
    ReadOnly: read_only || undefined,
    Consistency: consistency,
    BindOptions: bind && type === "bind" ? describeBindOptions(bind, apiVersion) : undefined,
    VolumeOptions:
      volume && (volume.nocopy || volume.subpath || volume.labels)
        ? compact({
            NoCopy: volume.nocopy || undefined,
            Subpath: volume.subpath,
            Labels: nonEmptyMap(volume.labels),
          })
        : undefined,
    TmpfsOptions:
      tmpfs && (tmpfs.size !== undefined || tmpfs.mode !== undefined)
        ? compact({ SizeBytes: tmpfs.size, Mode: tmpfs.mode })
        : undefined,
    ImageOptions: image?.subpath ? { Subpath: image.subpath } : undefined,
  });
}

function describeBindOptions(
  { create_host_path, propagation, recursive }: NonNullable<VolumeMount["bind"]>,
  apiVersion: string,
): Mount["BindOptions"] {
  const options = compact({
    Propagation: propagation,
    CreateMountpoint: create_host_path && apiAtLeast(apiVersion, "1.42") ? true : undefined,
    NonRecursive: recursive === "disabled" || undefined,
    ReadOnlyNonRecursive: recursive === "writable" || undefined,
    ReadOnlyForceRecursive: recursive === "readonly" || undefined,
  });
  return Object.keys(options).length > 0 ? options : undefined;
}

/** `/run:size=64m` is a path and its options. */
function splitTmpfs(entry: string): [string, string] {
  const colon = entry.indexOf(":");
  return colon < 0 ? [entry, ""] : [entry.slice(0, colon), entry.slice(colon + 1)];
}

/** `db:ro` or `container:other:ro`, as the name of a container. */
function describeVolumesFrom(source: string, stack: Stack): string {
  if (source.startsWith("container:")) return source.slice("container:".length);
  const [service = "", mode] = source.split(":");
  return [nameOf(stack, service), mode].filter(Boolean).join(":");
}
