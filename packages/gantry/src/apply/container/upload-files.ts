import { posix } from "node:path";
import { buffer } from "node:stream/consumers";
import { pack } from "tar-stream";
import type { Engine } from "../../engine/engine.ts";
import type { ContainerCreateBody } from "../../engine/types.ts";
import type { ContainerSpec, UploadedFile } from "../../plan/operation.ts";

/** Writes a container's files into it before it is started. Folders that are missing are made by the engine. */
export async function uploadFiles(
  engine: Engine,
  containerId: string,
  { body, files }: Pick<ContainerSpec, "body" | "files">,
  signal: AbortSignal,
): Promise<void> {
  for (const [folder, group] of groupByMount(files, body)) {
    await engine.containers.putArchive(containerId, folder, await packFiles(group, folder), { signal });
  }
}

/**
 * Files by the mount that they lie in, `/` for those in none: the engine takes nothing for the root of a container whose root is
 * read-only, even where the path below it is a volume.
 */
export function groupByMount(
  files: readonly UploadedFile[],
  { HostConfig: host, Volumes: volumes }: Pick<ContainerCreateBody, "HostConfig" | "Volumes">,
): Map<string, UploadedFile[]> {
  const mounts = [
    ...(host?.Mounts ?? []).filter(({ Type }) => Type !== "tmpfs").map((mount) => mount.Target ?? ""),
    ...(host?.Binds ?? []).map((bind) => bind.split(":")[1] ?? ""),
    ...Object.keys(volumes ?? {}),
  ].map((mount) => posix.resolve("/", mount));
  const groups = new Map<string, UploadedFile[]>();
  for (const file of files) {
    const within = mounts.filter((mount) => mount !== "/" && file.target.startsWith(`${mount}/`));
    const folder = within.sort((a, b) => b.length - a.length)[0] ?? "/";
    groups.set(folder, [...(groups.get(folder) ?? []), file]);
  }
  return groups;
}

/** A tar archive of files, with paths below `folder`, and with owners and modes as they should be. */
export async function packFiles(files: readonly UploadedFile[], folder: string): Promise<Buffer> {
  const archive = pack();
  for (const { target, content, uid, gid, mode } of files) {
    const name = posix.relative(folder, target);
    archive.entry({ name, uid, gid, mode, type: "file" }, Buffer.from(content));
  }
  archive.finalize();
  return await buffer(archive);
}
