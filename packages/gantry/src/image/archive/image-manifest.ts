import {
  archiveError,
  expectArray,
  expectDigest,
  expectObject,
  expectSize,
  expectString,
  expectStrings,
  parseJson,
} from "./json-shape.ts";

/** An image of an archive, and the entries of the archive that it consists of. */
export interface ArchivedImage {
  /** The entry that holds the config: `<id>.json` or `blobs/sha256/<hex>`. */
  config: string;
  /** The entries that hold the layers, the lowest first: `<id>/layer.tar` or `blobs/sha256/<hex>`. */
  layers: readonly string[];
  /** `shop-web:latest`; empty for an image that was saved by its id. */
  tags: readonly string[];
}

/** What an OCI index or manifest points at. */
export interface Descriptor {
  mediaType: string;
  /** `sha256:<hex>`. Its entry is `blobEntry(digest)`. */
  digest: string;
  /** Bytes as they are in the archive. */
  size: number;
  /** Of an image in an index; absent where the index does not say. An attestation's is `unknown/unknown`. */
  platform?: { os: string; architecture: string };
  annotations: Readonly<Record<string, string>>;
}

export interface OciManifest {
  config: Descriptor;
  layers: readonly Descriptor[];
}

/**
 * Reads `manifest.json`, which every engine writes into what `docker save` gives, in the classic and in the OCI layout.
 *
 * @throws UserError when it is not of that shape, or points outside of the archive.
 */
export function parseArchiveManifest(text: string): ArchivedImage[] {
  const where = "manifest.json";
  return expectArray(parseJson(text, where), where).map((item, index) => {
    const at = `${where}: [${index}]`;
    const { Config, Layers, RepoTags } = expectObject(item, at);
    return {
      config: expectEntry(Config, `${at}.Config`),
      layers: expectArray(Layers ?? [], `${at}.Layers`).map((layer, i) => expectEntry(layer, `${at}.Layers[${i}]`)),
      tags: expectStrings(RepoTags, `${at}.RepoTags`),
    };
  });
}

/**
 * Reads an OCI index: `index.json`, or the blob of an image for several platforms.
 *
 * @see https://github.com/opencontainers/image-spec/blob/main/image-index.md
 */
export function parseOciIndex(text: string, where = "index.json"): Descriptor[] {
  const { manifests } = expectObject(parseJson(text, where), where);
  return expectArray(manifests ?? [], `${where}: manifests`).map((item, index) =>
    readDescriptor(item, `${where}: manifests[${index}]`),
  );
}

/**
 * Reads an OCI image manifest or Docker's, schema 2.
 *
 * @see https://github.com/opencontainers/image-spec/blob/main/manifest.md
 */
export function parseOciManifest(text: string, where: string): OciManifest {
  const { config, layers } = expectObject(parseJson(text, where), where);
  return {
    config: readDescriptor(config, `${where}: config`),
    layers: expectArray(layers ?? [], `${where}: layers`).map((item, index) =>
      readDescriptor(item, `${where}: layers[${index}]`),
    ),
  };
}

/** Where an archive in the OCI layout keeps a blob. */
export function blobEntry(digest: string): string {
  return `blobs/${digest.replace(":", "/")}`;
}

function readDescriptor(value: unknown, where: string): Descriptor {
  const { mediaType, digest, size, platform, annotations } = expectObject(value, where);
  return {
    mediaType: expectString(mediaType, `${where}.mediaType`),
    digest: expectDigest(digest, `${where}.digest`),
    size: expectSize(size, `${where}.size`),
    ...(platform != null && { platform: readPlatform(platform, `${where}.platform`) }),
    annotations: readAnnotations(annotations ?? {}, `${where}.annotations`),
  };
}

function readPlatform(value: unknown, where: string): { os: string; architecture: string } {
  const { os, architecture } = expectObject(value, where);
  return { os: expectString(os, `${where}.os`), architecture: expectString(architecture, `${where}.architecture`) };
}

function readAnnotations(value: unknown, where: string): Record<string, string> {
  const entries = Object.entries(expectObject(value, where));
  return Object.fromEntries(entries.map(([key, text]) => [key, expectString(text, where)]));
}

/** A path inside of the archive. */
function expectEntry(value: unknown, where: string): string {
  const entry = expectString(value, where);
  if (entry === "" || entry.startsWith("/") || entry.includes("\0") || entry.split("/").includes("..")) {
    throw archiveError(where, "is not a path inside of the archive.");
  }
  return entry;
}
