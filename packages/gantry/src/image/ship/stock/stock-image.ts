import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Engine } from "../../../engine/engine.ts";
import type { StoreKind } from "../plan/observe-store.ts";
import type { Codec } from "../wire/codec.ts";
import { compressBlocks } from "../wire/compress-blocks.ts";
import { composeImageFiles, type ImageFiles } from "./image-files.ts";
import { readSavedImage, type SavedBlob } from "./read-saved-image.ts";
import { SpoolFile } from "./spool-file.ts";

/** A layer in stock: compressed once, for every archive that it becomes part of. */
export interface StockedBlob {
  /** Where it stood in the saved archive. */
  path: string;
  /** Known from the start for most; where not, `ImageStock.image` tells by the path. */
  diffId: string | undefined;
  /** Before the compression for the wire. */
  size: number;
  /** Its place in the spool; no end as long as it is being written. */
  start: number;
  end: number | undefined;
}

/** An image that is being saved, and can be read from the first layer on. */
export interface ImageStock extends AsyncDisposable {
  readonly codec: Codec;
  /** The blobs, each as soon as it begins to come. */
  blobs(signal: AbortSignal): AsyncIterable<StockedBlob>;
  /** The compressed content of a blob, as it comes. */
  read(blob: StockedBlob, signal: AbortSignal): AsyncIterable<Uint8Array>;
  /** All that is not layers, once the whole archive has been read. */
  readonly image: Promise<ImageFiles>;
  /** Blobs by their path, with sizes on the wire; known when `image` is. */
  readonly stocked: ReadonlyMap<string, StockedBlob>;
}

export interface StockOptions {
  reference: string;
  store: StoreKind;
  diffIds: readonly string[];
  /** The layers that any of the targets lacks. The others are passed over. */
  needed: ReadonlySet<string>;
  codec: Codec;
  signal: AbortSignal;
}

/**
 * Saves an image once, for any number of targets: its missing layers, compressed, in a private temporary file. The file is needed
 * because the list of an archive's layers is its last part, and because targets take what they lack at their own pace, some of them
 * twice.
 */
export async function stockImage(source: Engine, options: StockOptions): Promise<ImageStock> {
  const { codec, store, diffIds, needed } = options;
  const folder = await mkdtemp(join(tmpdir(), "gantry-ship-"));
  const spool = await SpoolFile.create(join(folder, "layers"));
  const ending = new AbortController();
  const signal = AbortSignal.any([options.signal, ending.signal]);
  const stocked = new Map<string, StockedBlob>();
  let outcome: { error: unknown } | "whole" | undefined;

  const image = save();
  // Readers see the failure too; here it must not count as unhandled.
  image.catch(() => {});

  async function save(): Promise<ImageFiles> {
    try {
      const archive = await source.images.save([options.reference], { signal });
      const sizes = new Map<string, number>();
      const documents = await readSavedImage(archive, diffIds, async (blob) => {
        sizes.set(blob.path, blob.size);
        if (blob.diffId !== undefined) sizes.set(blob.diffId, blob.size);
        if (blob.diffId === undefined || needed.has(blob.diffId)) await stockBlob(blob);
        else blob.body.resume();
      });
      const files = composeImageFiles({ store, documents, diffIds, sizes });
      outcome = "whole";
      return files;
    } catch (error) {
      outcome = { error };
      throw error;
    } finally {
      spool.announce();
    }
  }

  async function stockBlob({ path, diffId, size, body }: SavedBlob): Promise<void> {
    const blob: StockedBlob = { path, diffId, size, start: spool.size, end: undefined };
    stocked.set(path, blob);
    spool.announce();
    let compressed: boolean | undefined;
    const compress = (block: Buffer) => {
      compressed ??= isCompressed(block);
      return compressed ? codec.store(block) : codec.compress(block);
    };
    const { blockSize } = codec;
    for await (const chunk of compressBlocks(body, { blockSize, compress })) await spool.append(chunk);
    blob.end = spool.size;
    spool.announce();
  }

  /** Waits for more. @throws what the saving failed with */
  async function waitForNews(reader: AbortSignal): Promise<void> {
    if (typeof outcome === "object") throw outcome.error;
    reader.throwIfAborted();
    await spool.news(reader);
  }

  return {
    codec,
    image,
    stocked,

    async *blobs(reader) {
      for (let next = 0; ; next++) {
        while (next >= stocked.size && outcome !== "whole") await waitForNews(reader);
        const blob = [...stocked.values()][next];
        if (blob === undefined) return;
        yield blob;
      }
    },

    async *read(blob, reader) {
      for (let position = blob.start; position !== blob.end; ) {
        const available = blob.end ?? spool.size;
        if (available > position) {
          yield* spool.read(position, available);
          position = available;
        } else await waitForNews(reader);
      }
    },

    async [Symbol.asyncDispose]() {
      ending.abort();
      await image.catch(() => {});
      await spool.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** gzip or Zstandard, by the first bytes: layers of a containerd store mostly are. */
function isCompressed(block: Buffer): boolean {
  const [a, b, c, d] = block;
  return (a === 0x1f && b === 0x8b) || (a === 0x28 && b === 0xb5 && c === 0x2f && d === 0xfd);
}
