import { posix } from "node:path";
import type { ContainerSpec } from "../../plan/operation.ts";

/**
 * The engine refuses to write into a container whose root is read-only, and what is written under a tmpfs is gone at the start. In both cases
 * the files' folders become anonymous volumes, which the engine fills with what the image has there.
 */
export function makeRoomForFiles(spec: ContainerSpec): ContainerSpec {
  const host = spec.body.HostConfig;
  const hidden = [
    ...Object.keys(host?.Tmpfs ?? {}),
    ...(host?.Mounts ?? []).filter(({ Type }) => Type === "tmpfs").map((mount) => mount.Target ?? ""),
  ];
  const mounted = [
    ...(host?.Mounts ?? []).map((mount) => mount.Target ?? ""),
    ...(host?.Binds ?? []).map((bind) => bind.split(":")[1] ?? ""),
    ...Object.keys(spec.body.Volumes ?? {}),
  ];
  const folders = new Set<string>();
  for (const { target } of spec.files) {
    const within = nearestMount(target, [...mounted, ...hidden]);
    const lost = within !== undefined && hidden.includes(within);
    if (lost || (within === undefined && host?.ReadonlyRootfs)) folders.add(posix.dirname(target));
  }
  if (folders.size === 0) return spec;
  const volumes = Object.fromEntries([...folders].map((folder) => [folder, {}]));
  return { ...spec, body: { ...spec.body, Volumes: { ...spec.body.Volumes, ...volumes } } };
}

function nearestMount(target: string, mounts: readonly string[]): string | undefined {
  return mounts
    .filter((mount) => target === mount || target.startsWith(`${mount.replace(/\/$/, "")}/`))
    .sort((a, b) => b.length - a.length)[0];
}
