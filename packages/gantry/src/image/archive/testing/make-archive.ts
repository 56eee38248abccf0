import { createHash } from "node:crypto";
import { buffer } from "node:stream/consumers";
import { gzipSync } from "node:zlib";
import { pack } from "tar-stream";
import type { HistoryEntry } from "../image-config.ts";
import { packZstd } from "./pack-zstd.ts";

/** Content by path; `null` for what the layer removes; `{ link }` for a symbolic link. */
export type LayerFiles = Readonly<Record<string, string | Buffer | null | { link: string }>>;

export interface ArchiveShape {
  layout: "classic" | "oci";
  layers: readonly LayerFiles[];
  compression?: "none" | "gzip" | "zstd";
  /** Further keys of the config, such as `config` with `Env`. */
  config?: Record<string, unknown>;
  /** Default: a `COPY` for each layer. */
  history?: readonly HistoryEntry[];
  /** A document of the OCI layout that is neither manifest nor config. */
  attestation?: string;
  /** Entries to leave out. */
  without?: readonly string[];
}

/** An archive as engines save it: classic as 20.10, with the manifest last and one layer's copy as a link; OCI as 25 and newer. */
export async function makeArchive(shape: ArchiveShape): Promise<Buffer> {
  const { layout, layers, compression = "none", config = {}, history, attestation, without = [] } = shape;
  const tars = await Promise.all(layers.map(makeLayer));
  const document = Buffer.from(
    JSON.stringify({
      architecture: "amd64",
      os: "linux",
      ...config,
      rootfs: { type: "layers", diff_ids: tars.map((tar) => `sha256:${hash(tar)}`) },
      history: history ?? tars.map((_, index) => ({ created_by: `COPY layer ${index} / # buildkit` })),
    }),
  );
  const entries =
    layout === "classic"
      ? listClassic(tars, document)
      : listOci(
          tars.map((tar) => compress(tar, compression)),
          document,
        );
  if (attestation !== undefined) {
    const blob = Buffer.from(attestation);
    entries.push([`blobs/sha256/${hash(blob)}`, blob]);
  }
  return makeTar(entries.filter(([name]) => !without.includes(name)));
}

type Entry = [name: string, content: Buffer | { link: string }];

function listClassic(tars: readonly Buffer[], config: Buffer): Entry[] {
  const id = hash(config);
  const first = new Map<string, string>();
  const entries = tars.flatMap((tar, index): Entry[] => {
    const folder = hash(Buffer.from(`${id} ${index}`));
    const digest = hash(tar);
    const same = first.get(digest);
    first.set(digest, same ?? folder);
    const layer: Entry = [`${folder}/layer.tar`, same === undefined ? tar : { link: `../${same}/layer.tar` }];
    return [[`${folder}/VERSION`, Buffer.from("1.0")], [`${folder}/json`, Buffer.from(`{"id":"${folder}"}`)], layer];
  });
  const names = entries.flatMap(([name]) => (name.endsWith("layer.tar") ? [name] : []));
  const manifest = [{ Config: `${id}.json`, RepoTags: ["shop-web:1"], Layers: names }];
  return [...entries, [`${id}.json`, config], ["manifest.json", Buffer.from(JSON.stringify(manifest))]];
}

function listOci(blobs: readonly Buffer[], config: Buffer): Entry[] {
  const describe = (mediaType: string, blob: Buffer) => ({
    mediaType,
    digest: `sha256:${hash(blob)}`,
    size: blob.length,
  });
  const manifest = Buffer.from(
    JSON.stringify({
      schemaVersion: 2,
      config: describe("application/vnd.oci.image.config.v1+json", config),
      layers: blobs.map((blob) => describe("application/vnd.oci.image.layer.v1.tar", blob)),
    }),
  );
  const index = { manifests: [describe("application/vnd.oci.image.manifest.v1+json", manifest)] };
  const name = (blob: Buffer) => `blobs/sha256/${hash(blob)}`;
  const compatible = [{ Config: name(config), RepoTags: ["shop-web:1"], Layers: blobs.map(name) }];
  const entries = [...blobs, manifest, config].map((blob): Entry => [name(blob), blob]);
  return [
    ...new Map(entries),
    ["index.json", Buffer.from(JSON.stringify(index))],
    ["manifest.json", Buffer.from(JSON.stringify(compatible))],
    ["oci-layout", Buffer.from('{"imageLayoutVersion":"1.0.0"}')],
  ];
}

async function makeLayer(files: LayerFiles): Promise<Buffer> {
  return makeTar(
    Object.entries(files).map(([path, content]): Entry => {
      if (content === null) return [path.replace(/[^/]+$/, ".wh.$&"), Buffer.alloc(0)];
      return [path, typeof content === "string" ? Buffer.from(content) : content];
    }),
  );
}

async function makeTar(entries: readonly Entry[]): Promise<Buffer> {
  const tar = pack();
  const whole = buffer(tar as unknown as NodeJS.ReadableStream);
  for (const [name, content] of entries) {
    // The pack's default is the present second: the same files would have another digest in the next one.
    const header = { name, mtime: new Date(0) };
    if (Buffer.isBuffer(content)) tar.entry(header, content);
    else tar.entry({ ...header, type: "symlink", linkname: content.link });
  }
  tar.finalize();
  return whole;
}

function compress(tar: Buffer, compression: "none" | "gzip" | "zstd"): Buffer {
  if (compression === "none") return tar;
  return compression === "gzip" ? gzipSync(tar) : packZstd(tar);
}

function hash(content: Buffer): string {
  return createHash("sha256").update(content).digest("hex");
}
