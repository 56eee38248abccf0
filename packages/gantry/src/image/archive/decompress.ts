import { Readable } from "node:stream";
import * as zlib from "node:zlib";
import { Decompress } from "fzstd";
import { archiveError } from "./json-shape.ts";

export type Compression = "none" | "gzip" | "zstd";

/** By the first bytes: media types are not at hand where a layer comes before its manifest. */
export function recognizeCompression(start: Uint8Array): Compression {
  if (start[0] === 0x1f && start[1] === 0x8b) return "gzip";
  if (start[0] === 0x28 && start[1] === 0xb5 && start[2] === 0x2f && start[3] === 0xfd) return "zstd";
  return "none";
}

/** @throws UserError when what comes is damaged or ends too early. */
export function decompress(
  source: AsyncIterable<Uint8Array>,
  compression: Compression,
  where: string,
): AsyncIterable<Uint8Array> {
  if (compression === "none") return source;
  return compression === "gzip" ? throughZlib(source, zlib.createGunzip(), where) : decompressZstd(source, where);
}

function decompressZstd(source: AsyncIterable<Uint8Array>, where: string): AsyncIterable<Uint8Array> {
  // From Node 22.15 on; the types are those of the oldest version.
  const { createZstdDecompress: create } = zlib as { createZstdDecompress?: () => zlib.Gunzip };
  return create === undefined ? throughScript(source, where) : throughZlib(source, create(), where);
}

async function* throughZlib(source: AsyncIterable<Uint8Array>, unpacker: zlib.Gunzip, where: string) {
  let sourceError: unknown;
  const input = Readable.from(source, { objectMode: false });
  input.on("error", (error) => {
    sourceError = error;
    unpacker.destroy(error);
  });
  try {
    yield* input.pipe(unpacker) as AsyncIterable<Uint8Array>;
  } catch (error) {
    throw sourceError ?? archiveError(where, "is compressed, and damaged.", error);
  } finally {
    input.destroy();
    unpacker.destroy();
  }
}

async function* throughScript(source: AsyncIterable<Uint8Array>, where: string) {
  let unpacked: Uint8Array[] = [];
  const decoder = new Decompress((chunk) => unpacked.push(chunk));
  const push = (chunk: Uint8Array, final: boolean) => {
    try {
      decoder.push(chunk, final);
    } catch (error) {
      throw archiveError(where, "is compressed, and damaged.", error);
    }
    const out = unpacked;
    unpacked = [];
    return out;
  };
  for await (const chunk of source) yield* push(chunk, false);
  yield* push(new Uint8Array(), true);
}
