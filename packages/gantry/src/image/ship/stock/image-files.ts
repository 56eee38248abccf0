import { UserError } from "../../../model/error.ts";
import type { StoreKind } from "../plan/observe-store.ts";
import { sha256 } from "./layer-chain.ts";
import type { SavedDocuments } from "./read-saved-image.ts";

/** A layer of an image as an archive holds it. */
export interface ArchivedLayer {
  diffId: string;
  /** Of the blob: the diff id, unless the blob is compressed. */
  digest: string;
  /** Where the blob stands in the saved archive. */
  path: string;
  size: number;
}

/** All of an image that is not layers, ready to be sent. */
export interface ImageFiles {
  /** By their paths in an archive that every store reads; no name or tag is among them. */
  files: ReadonlyMap<string, Buffer>;
  layers: readonly ArchivedLayer[];
  /** Digest of the config: the image's id in a classic store. */
  configDigest: string;
  /** Digest of what `index.json` names: the image's id in a containerd store. */
  manifestDigest: string;
}

interface Descriptor {
  mediaType: string;
  digest: string;
  size: number;
}

export interface SavedImage {
  /** Of the engine that saved it. */
  store: StoreKind;
  documents: SavedDocuments;
  diffIds: readonly string[];
  /** Size of every blob that the archive held, by its path; and by its diff id where that is known. */
  sizes: ReadonlyMap<string, number>;
}

const ociManifest = "application/vnd.oci.image.manifest.v1+json";
const ociIndex = "application/vnd.oci.image.index.v1+json";

/**
 * Writes an image's small files anew, so that classic stores (`manifest.json`) and containerd ones (`index.json`) read the same archive, whichever
 * engine saved it, and so that it names no tag: the target's tags stay what they are until the image is proven.
 */
export function composeImageFiles(saved: SavedImage): ImageFiles {
  const { config, layerPaths } = findImage(saved);
  const layers = saved.diffIds.map((diffId, index) => describeLayer(saved, diffId, layerPaths[index]));
  const configDigest = sha256(config);
  const files = new Map<string, Buffer>();
  const put = (path: string, value: unknown) => files.set(path, Buffer.from(JSON.stringify(value)));

  files.set(blobPath(configDigest), config);
  const root = saved.store === "containerd" ? keepManifests(saved, files) : composeManifest(config, layers, files);
  put("index.json", { schemaVersion: 2, mediaType: ociIndex, manifests: [root] });
  put("manifest.json", [
    { Config: blobPath(configDigest), RepoTags: null, Layers: layers.map(({ digest }) => blobPath(digest)) },
  ]);
  put("oci-layout", { imageLayoutVersion: "1.0.0" });
  return { files, layers, configDigest, manifestDigest: root.digest };
}

export const blobPath = (digest: string): string => `blobs/${digest.replace(":", "/")}`;

/** Of an archive of several platforms, the image whose layers the engine shows. */
function findImage({ documents, diffIds }: SavedImage): { config: Buffer; layerPaths: readonly string[] } {
  const list = readJson<{ Config: string; Layers: string[] | null }[]>(documents, "manifest.json") ?? [];
  for (const { Config, Layers } of list) {
    const config = documents.get(Config);
    const rootfs = readJson<{ rootfs?: { diff_ids?: string[] | null } }>(documents, Config)?.rootfs?.diff_ids ?? [];
    if (config !== undefined && String(rootfs) === String(diffIds)) return { config, layerPaths: Layers ?? [] };
  }
  throw new UserError("The engine saved an archive without the image that it shows.", {
    code: "failed",
    fix: "Ship an image of one platform.",
  });
}

function describeLayer({ sizes }: SavedImage, diffId: string, path: string | undefined): ArchivedLayer {
  if (path === undefined) throw new UserError(`The saved archive lacks the layer ${diffId}.`, { code: "failed" });
  const digest = path.startsWith("blobs/sha256/") ? `sha256:${path.slice("blobs/sha256/".length)}` : diffId;
  // A layer that occurs twice may be saved once, with a link in its second place.
  return { diffId, digest, path, size: sizes.get(path) ?? sizes.get(diffId) ?? 0 };
}

/** What a containerd store saved is sent as it is: index, manifests, attestations, so that the digest stays the same. */
function keepManifests({ documents }: SavedImage, files: Map<string, Buffer>): Descriptor {
  for (const [path, content] of documents) if (path.startsWith("blobs/")) files.set(path, content);
  const [root] = readJson<{ manifests?: Descriptor[] }>(documents, "index.json")?.manifests ?? [];
  if (root === undefined) throw new UserError("The saved archive names no image in index.json.", { code: "failed" });
  // Without its annotations, which hold the name.
  return { mediaType: root.mediaType, digest: root.digest, size: root.size };
}

/** What a classic store has for a manifest depends on the engine's version; this one depends on the image alone. */
function composeManifest(config: Buffer, layers: readonly ArchivedLayer[], files: Map<string, Buffer>): Descriptor {
  const content = Buffer.from(
    JSON.stringify({
      schemaVersion: 2,
      mediaType: ociManifest,
      config: { mediaType: "application/vnd.oci.image.config.v1+json", digest: sha256(config), size: config.length },
      layers: layers.map(({ digest, size }) => ({ mediaType: "application/vnd.oci.image.layer.v1.tar", digest, size })),
    }),
  );
  const digest = sha256(content);
  files.set(blobPath(digest), content);
  return { mediaType: ociManifest, digest, size: content.length };
}

function readJson<T>(documents: SavedDocuments, path: string): T | undefined {
  const content = documents.get(path);
  return content === undefined ? undefined : (JSON.parse(content.toString("utf8")) as T);
}
