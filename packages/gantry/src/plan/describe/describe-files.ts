import { posix } from "node:path";
import type { FileMount, Service } from "../../model/service.ts";
import type { UploadedFile } from "../operation.ts";

/** A config or secret of a service, with the key of its content in what `readFileSources` returns. */
export interface MountedFile {
  kind: "configs" | "secrets";
  index: number;
  mount: FileMount;
  key: string;
  target: string;
}

/** Configs and secrets of a service, with absolute targets: `/<name>` for a config and `/run/secrets/<name>` for a secret by default. */
export function mountedFiles(service: Service): MountedFile[] {
  const of = (kind: "configs" | "secrets", folder: string) =>
    (service[kind] ?? []).map((mount, index) => ({
      kind,
      index,
      mount,
      key: `${kind}.${mount.source}`,
      target: posix.resolve(folder, mount.target || mount.source),
    }));
  return [...of("configs", "/"), ...of("secrets", "/run/secrets")];
}

/** Configs and secrets as files to write into the container. World-readable and root's own unless the service says otherwise, as in Compose. */
export function describeFiles(service: Service, fileContents: ReadonlyMap<string, Uint8Array>): UploadedFile[] {
  return mountedFiles(service).map(({ key, target, mount }) => ({
    target,
    content: fileContents.get(key) ?? new Uint8Array(),
    uid: Number(mount.uid ?? 0),
    gid: Number(mount.gid ?? 0),
    mode: mount.mode ?? 0o444,
  }));
}

/**
 * Folders of files that cannot be written into the container's own file system, because that is read-only, or because a tmpfs hides it:
 * each gets a volume of its own. An empty volume takes over what the image has in that folder.
 */
export function foldersNeedingVolume(service: Service): string[] {
  const tmpfs = [
    ...(service.tmpfs ?? []).map((entry) => entry.split(":")[0] ?? entry),
    ...(service.volumes ?? []).filter(({ type }) => type === "tmpfs").map(({ target }) => target),
  ];
  const folders = mountedFiles(service)
    .filter(({ target }) => service.read_only || tmpfs.some((mount) => isWithin(target, mount)))
    .map(({ target }) => posix.dirname(target));
  return [...new Set(folders)].sort();
}

/** Whether a path is a folder or lies in it. */
export function isWithin(path: string, folder: string): boolean {
  const clean = posix.resolve("/", folder);
  return path === clean || path.startsWith(clean === "/" ? "/" : `${clean}/`);
}
