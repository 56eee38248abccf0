import { posix } from "node:path";
import { type Compression, decompress, recognizeCompression } from "./decompress.ts";
import { findLayerSteps, type HistoryEntry, type ImageConfig, parseImageConfig } from "./image-config.ts";
import { archiveError } from "./json-shape.ts";
import { listImages } from "./list-images.ts";
import { readTar } from "./read-tar.ts";

/** Documents are a manifest, an index, a config, an attestation; none comes near this. */
const DOCUMENT_LIMIT = 64 * 1024 * 1024;

export interface ArchivedLayer {
  /** The entry that holds it. */
  entry: string;
  /** The digest of its uncompressed tar archive. */
  diffId: string;
  /** What made it, where the history says. */
  step: HistoryEntry | undefined;
}

export interface ReadImage {
  tags: readonly string[];
  config: ImageConfig;
  layers: readonly ArchivedLayer[];
}

export interface ReadArchive {
  /** One for each platform that is in the archive. */
  images: readonly ReadImage[];
  /** Every entry that is no layer, by name: manifests, configs, attestations. */
  documents: ReadonlyMap<string, Buffer>;
}

/** Gets a layer's uncompressed tar archive as it comes. */
export type LayerReader = (entry: string, content: AsyncIterable<Uint8Array>) => Promise<void>;

export interface ReadArchiveOptions {
  onLayer: LayerReader;
  /** Whether a layer is passed over. Default: none is. */
  skipLayer?: (entry: string) => Promise<boolean>;
}

/**
 * Reads what `docker save` gives, in the classic and in the OCI layout, in one pass: a layer is handed on as it comes, since the
 * manifest that gives it its place may be the last entry. In memory are the documents only, however large the layers are.
 *
 * @throws UserError when it is not such an archive, or misses a part.
 */
export async function readImageArchive(
  source: AsyncIterable<Uint8Array>,
  { onLayer, skipLayer = async () => false }: ReadArchiveOptions,
): Promise<ReadArchive> {
  const documents = new Map<string, Buffer>();
  const layers = new Set<string>();
  // Engine 20.10 writes a layer once, and a symbolic link wherever it comes again.
  const links = new Map<string, string>();
  for await (const { name, type, size, linkName, content } of readTar(source, "docker save")) {
    if (type === "symlink" || type === "link") {
      if (linkName !== undefined) links.set(name, resolveLink(name, linkName, type));
      continue;
    }
    if (type !== "file") continue;
    if (await skipLayer(name)) {
      layers.add(name);
      continue;
    }
    const { start, whole } = await peek(content);
    const kind = recognizeContent(name, start, size);
    if (kind === "document") documents.set(name, await collect(whole, name));
    else {
      layers.add(name);
      await onLayer(name, decompress(whole, kind, name));
    }
  }
  const find = (entry: string) => links.get(entry) ?? entry;
  const images = listImages(documents).map(({ tags, config: entry, layers: entries }): ReadImage => {
    const document = documents.get(find(entry));
    if (document === undefined) throw archiveError(entry, "is missing: it should hold the image's config.");
    const config = parseImageConfig(document.toString(), entry);
    return { tags, config, layers: placeLayers(entries.map(find), config, layers, entry) };
  });
  return { images, documents };
}

function placeLayers(
  entries: readonly string[],
  config: ImageConfig,
  present: ReadonlySet<string>,
  where: string,
): ArchivedLayer[] {
  if (entries.length !== config.diffIds.length) {
    throw archiveError(where, `has ${config.diffIds.length} layers, the manifest ${entries.length}.`);
  }
  const steps = findLayerSteps(config);
  return config.diffIds.map((diffId, index) => {
    const entry = entries[index] ?? "";
    if (!present.has(entry)) throw archiveError(entry, "is missing: it should hold a layer.");
    return { entry, diffId, step: steps[index] };
  });
}

function resolveLink(name: string, target: string, type: "symlink" | "link"): string {
  // A hard link's target counts from the root of the archive, a symbolic link's from where it stands.
  return type === "link" ? posix.normalize(target) : posix.join(posix.dirname(name), target);
}

function recognizeContent(name: string, start: Buffer, size: number): Compression | "document" {
  const compression = recognizeCompression(start);
  if (compression !== "none" || posix.basename(name) === "layer.tar" || isTarHeader(start)) return compression;
  // A layer that changes nothing is blocks of zeros.
  return size >= 512 && start.every((byte) => byte === 0) ? "none" : "document";
}

/** By the header's own checksum: not every tar archive says `ustar`. */
function isTarHeader(block: Buffer): boolean {
  if (block.length < 512) return false;
  const written = Number.parseInt(block.toString("latin1", 148, 156), 8);
  const sum = block.reduce((total, byte, index) => total + (index >= 148 && index < 156 ? 32 : byte), 0);
  return sum === written;
}

/** The first block, and all of it again from the start. */
async function peek(content: AsyncIterable<Buffer>): Promise<{ start: Buffer; whole: AsyncIterable<Buffer> }> {
  const iterator = content[Symbol.asyncIterator]();
  const seen: Buffer[] = [];
  let length = 0;
  while (length < 512) {
    const { done, value } = await iterator.next();
    if (done === true) break;
    seen.push(value);
    length += value.length;
  }
  async function* whole() {
    yield* seen;
    yield* { [Symbol.asyncIterator]: () => iterator };
  }
  return { start: Buffer.concat(seen).subarray(0, 512), whole: whole() };
}

async function collect(content: AsyncIterable<Buffer>, name: string): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of content) {
    length += chunk.length;
    if (length > DOCUMENT_LIMIT) throw archiveError(name, "is too large for a document, and is no layer.");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
