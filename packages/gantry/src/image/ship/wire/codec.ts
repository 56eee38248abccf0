import { promisify } from "node:util";
import * as zlib from "node:zlib";
import { UserError } from "../../../model/error.ts";

export const compressionNames = ["gzip", "zstd", "none"] as const;
export type CompressionName = (typeof compressionNames)[number];

/**
 * How bytes travel. Both formats allow that pieces which were compressed one by one follow each other, so that a layer is compressed once
 * and becomes part of as many archives as there are targets.
 */
export interface Codec {
  readonly name: CompressionName;
  /** How much is compressed at a time. */
  readonly blockSize: number;
  compress(block: Buffer): Promise<Buffer>;
  /** For what is compressed already. */
  store(block: Buffer): Promise<Buffer>;
}

const MEBIBYTE = 1_048_576;

const deflate = promisify<zlib.InputType, zlib.ZlibOptions, Buffer>(zlib.gzip);

// Level 6 makes 110 Mbit/s a core of an image's files, blocks run on all cores, and engines unpack slower than that. Level 4
// is 1.6 times as fast and 3 % larger, level 9 a quarter as fast and 0.3 % smaller.
const gzip: Codec = {
  name: "gzip",
  blockSize: MEBIBYTE,
  compress: (block) => deflate(block, { level: 6 }),
  store: (block) => deflate(block, { level: 0 }),
};

const none: Codec = {
  name: "none",
  blockSize: MEBIBYTE,
  compress: async (block) => block,
  store: async (block) => block,
};

type Compress = (
  input: Buffer,
  options: { params: Record<number, number> },
  done: (error: Error | null, result: Buffer) => void,
) => void;

/** Since Node 22.15; the types are those of the oldest Node that Gantry runs on. */
const nativeZstd = (zlib as { zstdCompress?: Compress }).zstdCompress;
const levelParameter = (zlib.constants as Record<string, number>)["ZSTD_c_compressionLevel"] ?? 100;

function createZstd(native: Compress): Codec {
  const run = promisify(native);
  const compress = (level: number) => (block: Buffer) => run(block, { params: { [levelParameter]: level } });
  // Level 3 is five times as fast as gzip 6 and a tenth smaller. What does not shrink is kept as it is, by itself.
  return { name: "zstd", blockSize: 4 * MEBIBYTE, compress: compress(3), store: compress(1) };
}

/**
 * The codec to send with.
 *
 * @param acceptsZstd whether every target does
 * @throws UserError `unsupported` when zstd is asked for and cannot be had
 */
export function chooseCodec(wanted: CompressionName | "auto", acceptsZstd: boolean): Codec {
  if (wanted === "none") return none;
  if (wanted === "gzip") return gzip;
  if (nativeZstd !== undefined && acceptsZstd) return createZstd(nativeZstd);
  if (wanted === "auto") return gzip;
  const problem =
    nativeZstd === undefined
      ? `Node ${process.versions.node} cannot compress with it`
      : "a target's engine does not read it";
  throw new UserError(`--compression: "zstd" is not possible here: ${problem}.`, {
    code: "unsupported",
    fix: nativeZstd === undefined ? 'Use Node 22.15 or newer, or "gzip".' : 'Use "gzip", or update Docker there.',
  });
}

/** Whether an engine of this version reads zstd archives: 20.10 refuses them, 26.1 and 28.5 read them into either store. */
export function acceptsZstd(version: string): boolean {
  return Number(version.split(".")[0]) >= 26;
}
