import { buffer } from "node:stream/consumers";
import { pack } from "tar-stream";
import type { Engine } from "../../engine/engine.ts";
import type { UploadedFile } from "../../plan/operation.ts";

/** Writes files into a container that was not started yet. Folders that are missing are made by the engine. */
export async function uploadFiles(
  engine: Engine,
  containerId: string,
  files: readonly UploadedFile[],
  signal?: AbortSignal,
): Promise<void> {
  if (files.length === 0) return;
  await engine.containers.putArchive(containerId, "/", await packFiles(files), signal ? { signal } : {});
}

/** A tar archive of files at their absolute paths, with owners and modes as they should be. */
export async function packFiles(files: readonly UploadedFile[]): Promise<Buffer> {
  const archive = pack();
  for (const { target, content, uid, gid, mode } of files) {
    archive.entry({ name: target.replace(/^\/+/, ""), uid, gid, mode, type: "file" }, Buffer.from(content));
  }
  archive.finalize();
  return await buffer(archive);
}
