import {
  type ArchivedImage,
  blobEntry,
  type Descriptor,
  parseArchiveManifest,
  parseOciIndex,
  parseOciManifest,
} from "./image-manifest.ts";
import { archiveError } from "./json-shape.ts";

/** An index may name an index; more levels than this are no image's. */
const DEEPEST_INDEX = 4;

/** The images that an archive's documents describe: those of `manifest.json`, and of `index.json` what is not among them. */
export function listImages(documents: ReadonlyMap<string, Buffer>): ArchivedImage[] {
  const manifest = documents.get("manifest.json");
  const index = documents.get("index.json");
  if (manifest === undefined && index === undefined) {
    throw archiveError("manifest.json", "is missing, and so is index.json: this is no image archive.");
  }
  const named = manifest === undefined ? [] : parseArchiveManifest(manifest.toString());
  const indexed = index === undefined ? [] : walkIndex(parseOciIndex(index.toString()), documents, DEEPEST_INDEX);
  const known = new Set(named.map(({ config }) => config));
  return [...named, ...indexed.filter(({ config }) => !known.has(config))];
}

function walkIndex(
  descriptors: readonly Descriptor[],
  documents: ReadonlyMap<string, Buffer>,
  depth: number,
): ArchivedImage[] {
  return descriptors.flatMap(({ digest, mediaType, platform }) => {
    const entry = blobEntry(digest);
    // The containerd store names all platforms of an index, and saves those that it has.
    const document = documents.get(entry)?.toString();
    // Attestations stand beside the images as manifests of no platform.
    if (document === undefined || platform?.os === "unknown") return [];
    if (/\.(index\.v1|manifest\.list\.v2)\+json$/.test(mediaType)) {
      if (depth === 0) throw archiveError(entry, "is an index within too many others.");
      return walkIndex(parseOciIndex(document, entry), documents, depth - 1);
    }
    const { config, layers } = parseOciManifest(document, entry);
    return [{ config: blobEntry(config.digest), layers: layers.map((layer) => blobEntry(layer.digest)), tags: [] }];
  });
}
