import type { StoreKind } from "../plan/observe-store.ts";
import { blobPath, type ImageFiles } from "../stock/image-files.ts";
import type { ImageStock, StockedBlob } from "../stock/stock-image.ts";
import { tarEnd, tarHeader, tarPadding } from "./tar-parts.ts";

export interface WriteArchiveOptions {
  /** Diff ids of the layers that go in. */
  send: ReadonlySet<string>;
  /** Of the target. */
  kind: StoreKind;
  signal: AbortSignal;
}

/** Writes the archive for one target, compressed: its missing layers while the source still saves others, then everything else. */
export async function* writeArchive(
  stock: ImageStock,
  { send, kind, signal }: WriteArchiveOptions,
): AsyncGenerator<Uint8Array> {
  const unknown: StockedBlob[] = [];
  for await (const blob of stock.blobs(signal)) {
    if (blob.diffId === undefined) unknown.push(blob);
    // Only blobs of archives that name layers by their diff ids are known before the end.
    else if (send.has(blob.diffId)) yield* writeBlob(blob, blobPath(blob.diffId));
  }
  const image = await stock.image;
  for (const blob of unknown) {
    const path = pathOf(blob, image, { send, kind });
    if (path !== undefined) yield* writeBlob(blob, path);
  }
  for (const [path, content] of image.files) {
    yield await stock.codec.compress(
      Buffer.concat([await tarHeader(path, content.length), content, tarPadding(content.length)]),
    );
  }
  yield await stock.codec.compress(tarEnd());

  async function* writeBlob(blob: StockedBlob, path: string): AsyncGenerator<Uint8Array> {
    yield await stock.codec.compress(await tarHeader(path, blob.size));
    yield* stock.read(blob, signal);
    const padding = tarPadding(blob.size);
    if (padding.length > 0) yield await stock.codec.compress(padding);
  }
}

/** Where a blob belongs whose layer came out at the end of the saved archive; undefined when the target can do without it. */
function pathOf(
  blob: StockedBlob,
  { layers }: ImageFiles,
  { send, kind }: Pick<WriteArchiveOptions, "send" | "kind">,
): string | undefined {
  const layer = layers.find(({ path }) => path === blob.path);
  if (layer !== undefined) return send.has(layer.diffId) ? blobPath(layer.digest) : undefined;
  // A large attestation, or a layer of another platform: only containerd stores keep these.
  return kind === "containerd" ? blob.path : undefined;
}

/** How many bytes the layers of an archive take, once they are all in stock. */
export function countLayerBytes(
  stock: ImageStock,
  image: ImageFiles,
  options: Pick<WriteArchiveOptions, "send" | "kind">,
): number {
  let sum = 0;
  for (const blob of stock.stocked.values()) {
    const goes = blob.diffId === undefined ? pathOf(blob, image, options) !== undefined : options.send.has(blob.diffId);
    if (goes) sum += (blob.end ?? blob.start) - blob.start;
  }
  return sum;
}
