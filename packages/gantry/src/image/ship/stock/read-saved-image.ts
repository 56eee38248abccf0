import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import tar from "tar-stream";
import { createLegacyLayerIndex } from "./legacy-layer.ts";

/** A file of the archive that is not small: a layer, or what may be one. */
export interface SavedBlob {
  path: string;
  size: number;
  /** The layer that it is, where that can be known before the end of the archive. */
  diffId: string | undefined;
  /** To be read, or passed over with `resume`. */
  body: Readable;
}

/** Small files by their path: manifests, configs, indexes. */
export type SavedDocuments = ReadonlyMap<string, Buffer>;

// Manifests and configs have some kilobytes; attestations of large images, some more.
const DOCUMENT_LIMIT = 4 * 1_048_576;

/**
 * Reads what `docker save` writes, in the layout of engines before 25 (`<id>/layer.tar`), of newer ones and of the containerd store
 * (`blobs/sha256/…`). `onBlob` is awaited for each layer.
 */
export async function readSavedImage(
  archive: Readable,
  diffIds: readonly string[],
  onBlob: (blob: SavedBlob) => Promise<void>,
): Promise<SavedDocuments> {
  const documents = new Map<string, Buffer>();
  const known = new Set(diffIds);
  const findLegacyLayer = createLegacyLayerIndex(diffIds);
  const extract = tar.extract();
  archive.once("error", (error) => extract.destroy(error));
  archive.pipe(extract);
  try {
    for await (const entry of extract) {
      const { name: path, size = 0, type } = entry.header;
      if (type !== "file") entry.resume();
      else await readFile(path, size, toReadable(entry));
    }
  } finally {
    archive.destroy();
  }
  return documents;

  async function readFile(path: string, size: number, body: Readable): Promise<void> {
    const legacy = /^([0-9a-f]{64})\/layer\.tar$/.exec(path)?.[1];
    if (legacy !== undefined) {
      const json = documents.get(`${legacy}/json`);
      const diffId = json && findLegacyLayer(legacy, json);
      return onBlob({ path, size, diffId, body });
    }
    const digest = /^blobs\/sha256\/([0-9a-f]{64})$/.exec(path)?.[1];
    const diffId = digest === undefined || !known.has(`sha256:${digest}`) ? undefined : `sha256:${digest}`;
    if (diffId !== undefined || size > DOCUMENT_LIMIT) return onBlob({ path, size, diffId, body });
    const content = await buffer(body);
    if (digest === undefined || isJson(content)) documents.set(path, content);
    else await onBlob({ path, size, diffId, body: Readable.from([content]) });
  }
}

/** When the archive breaks off, whoever reads it learns why; a body that is passed over has nobody to tell. */
function toReadable(entry: AsyncIterable<unknown>): Readable {
  return Readable.from(entry, { objectMode: false }).on("error", () => {});
}

function isJson(content: Buffer): boolean {
  try {
    return content[0] === 0x7b && typeof JSON.parse(content.toString("utf8")) === "object";
  } catch {
    return false;
  }
}
